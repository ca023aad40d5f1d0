"""Drafts of standards: written, checked as one types, submitted, decided on by somebody else; nothing is rewritten."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tuotou.clockwork.clock import clock
from tuotou.operations.standards.shipped import take_in_shipped
from tuotou.store.models import AuditEntry, StandardDraft, StandardVersion

BrowserOf = Callable[[str], Client]
HUB = "hub-sorted-8h"


@pytest.fixture
def held(company: None) -> None:
    """The shipped standards, as the platform holds them."""
    take_in_shipped(clock())


def begun(browser: Client, way: str = "change", **more: str) -> StandardDraft:
    """A draft of the standard of hubs."""
    answer = browser.post(f"/standards/{HUB}/drafts", {"version": "1", "way": way, **more})
    assert answer.status_code == 302, answer.content.decode()
    return StandardDraft.objects.latest("pk")


def written(browser: Client, draft: StandardDraft, old: str, new: str) -> None:
    """Some words of it changed and saved."""
    assert old in draft.document
    given = {"revision": draft.revision, "document": draft.document.replace(old, new)}
    answer = browser.post(f"/standards/drafts/{draft.pk}/document", given)
    assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()


def submitted(browser: Client, draft: StandardDraft) -> Any:
    """What becomes of it when it is handed on."""
    return browser.post(f"/standards/drafts/{draft.pk}/submission", {"note": "枢纽扩容后六小时能做到"})


def test_a_change_is_published_by_a_second_person_and_the_past_stays(held: None, browser_of: BrowserOf) -> None:
    author, decider = browser_of("area_quality"), browser_of("hq_quality")
    before = StandardVersion.objects.get(standard=HUB, version=1).document
    draft = begun(author)
    written(author, draft, "due: 8 h", "due: 6 h")

    assert submitted(author, draft).status_code == 302
    answer = decider.post(f"/standards/drafts/{draft.pk}/approval", {"note": "同意"})

    assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    published = draft.published
    assert published is not None and (draft.state, published.version) == ("approved", 3)
    assert "due: 6 h" in published.document and published.effective_at > clock()
    assert StandardVersion.objects.get(standard=HUB, version=1).document == before
    acts = AuditEntry.objects.filter(what__contains=HUB).order_by("pk").values_list("act", "who")
    assert [*acts] == [
        ("standard.draft", "T-area_quality"),
        ("standard.write", "T-area_quality"),
        ("standard.submit", "T-area_quality"),
        ("standard.publish", "T-hq_quality"),
        ("standard.approve", "T-hq_quality"),
    ]
    shown = author.get(f"/standards/{HUB}/").content.decode()
    assert "T-area_quality" in shown and "T-hq_quality" in shown and "due: 6 h" in shown


def test_nobody_approves_what_they_wrote_on(held: None, browser_of: BrowserOf) -> None:
    author, second = browser_of("hq_quality"), browser_of("area_quality")
    draft = begun(second)
    written(second, draft, "due: 8 h", "due: 6 h")
    written(author, draft, "due: 6 h", "due: 7 h")  # one word of it is enough
    submitted(second, draft)

    answer = author.post(f"/standards/drafts/{draft.pk}/approval")

    assert answer.status_code == 409
    assert "自己起草过的草稿不能由自己审批" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == "submitted" and not StandardVersion.objects.filter(standard=HUB, version=3).exists()


def test_who_does_not_see_the_whole_company_decides_on_no_standard(held: None, browser_of: BrowserOf) -> None:
    from tuotou.store.models import Person, Post, Unit

    author = browser_of("area_quality")
    draft = begun(author)
    submitted(author, draft)
    browser_of("hr")
    Post.objects.filter(person__staff_number="T-hr").delete()
    Post.objects.create(
        person=Person.objects.get(staff_number="T-hr"), unit=Unit.objects.get(code="P32"), role="management"
    )
    province = browser_of("hr")

    answer = province.post(f"/standards/drafts/{draft.pk}/approval")

    assert answer.status_code == 409 and "要由能看到全公司的人审批" in answer.content.decode()


def test_a_draft_with_errors_is_not_submitted_and_says_where(held: None, browser_of: BrowserOf) -> None:
    author = browser_of("area_quality")
    draft = begun(author)
    written(author, draft, "due: 8 h", "due: soon")

    answer = submitted(author, draft)

    assert answer.status_code == 409
    line = 1 + [*draft.document.splitlines()].index("due: soon")
    assert f"{line}:6" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == "writing"


def test_all_errors_are_told_while_one_types_by_line_and_column(held: None, browser_of: BrowserOf) -> None:
    author = browser_of("area_quality")
    draft = begun(author)
    text = draft.document.replace("due: 8 h", "due: soon").replace("at: 80 %", "at: 180 %")

    answer = author.post(f"/standards/drafts/{draft.pk}/check", {"document": text}).content.decode()

    marked = re.findall(r'data-line="(\d+)" data-column="(\d+)"', answer)
    lines = text.splitlines()
    assert [lines[int(line) - 1].split(":")[0] for line, _ in marked] == ["due", "warn"]
    assert "2 处错误" in answer and "不是" in answer


def test_the_form_changes_the_text_and_nothing_else(held: None, browser_of: BrowserOf) -> None:
    author = browser_of("area_quality")
    draft = begun(author)
    text = draft.document.replace("due: 8 h", "due: 8 h   # 旺季另算")
    given = {"document": text, "part.due": "6 h", "part.warn.0.at": "70 %"}

    answer = author.post(f"/standards/drafts/{draft.pk}/form", given).content.decode()

    found = re.search(r"<textarea id=\"document\"[^>]*>\n(.*?)</textarea>", answer, re.S)
    assert found is not None
    assert unescape(found[1]) == text.replace("8 h ", "6 h ").replace("80 %", "70 %")


def test_a_level_is_added_and_taken_out_in_the_form(held: None, browser_of: BrowserOf) -> None:
    author = browser_of("area_quality")
    draft = begun(author)
    address = f"/standards/drafts/{draft.pk}/form"

    more = author.post(address, {"document": draft.document, "level": "1"}).content.decode()
    less = author.post(address, {"document": draft.document, "without": "0"}).content.decode()

    assert "part.warn.1.tell" in more and "part.warn.0.tell" not in less


def test_who_saves_what_somebody_else_saved_meanwhile_is_told(held: None, browser_of: BrowserOf) -> None:
    author, other = browser_of("area_quality"), browser_of("hq_quality")
    draft = begun(author)
    written(other, draft, "due: 8 h", "due: 7 h")

    given = {"revision": 1, "document": draft.document.replace("due: 7 h", "due: 6 h")}
    answer = author.post(f"/standards/drafts/{draft.pk}/document", given)

    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "这期间另有人保存过这份草稿" in shown and "due: 6 h" in shown  # what was typed is not lost
    draft.refresh_from_db()
    assert "due: 7 h" in draft.document


def test_a_pilot_holds_at_the_sites_of_its_unit_and_has_an_end(held: None, browser_of: BrowserOf) -> None:
    author, decider = browser_of("area_quality"), browser_of("hq_quality")
    draft = begun(author, "pilot", unit="A1")
    assert "scope: site IN ('A1'" in draft.document and "until:" in draft.document
    submitted(author, draft)

    answer = decider.post(f"/standards/drafts/{draft.pk}/approval")

    assert answer.status_code == 302, answer.content.decode()
    assert author.post(f"/standards/{HUB}/drafts", {"version": "1", "way": "pilot", "unit": "X9"}).status_code == 409


def test_a_trial_beside_the_one_in_force_is_a_standard_of_its_own(held: None, browser_of: BrowserOf) -> None:
    author, decider = browser_of("area_quality"), browser_of("management")
    draft = begun(author, "trial")
    written(author, draft, "due: 8 h", "due: 6 h")
    submitted(author, draft)
    decider.post(f"/standards/drafts/{draft.pk}/approval")

    row = StandardVersion.objects.get(standard=f"{HUB}-trial")
    assert "status: trial" in row.document and row.version == 1
    assert StandardVersion.objects.filter(standard=HUB).count() == 2


def test_a_retired_standard_ends_at_its_midnight(held: None, browser_of: BrowserOf) -> None:
    author, decider = browser_of("area_quality"), browser_of("hq_quality")
    draft = begun(author, "retire")
    submitted(author, draft)
    assert decider.post(f"/standards/drafts/{draft.pk}/approval").status_code == 302

    from tuotou.operations.standards.versions import versions

    last = [each for each in versions(clock(), HUB) if each.scope is None][-1]
    assert last.status == "retired" and last.until is not None
    assert last.until - last.effective_at == 60_000_000
    assert [each.state for each in versions(last.until, HUB) if each.scope is None] == ["ended", "ended"]


def test_the_decider_sets_the_date_and_it_may_not_be_past(held: None, browser_of: BrowserOf) -> None:
    author, decider = browser_of("area_quality"), browser_of("hq_quality")
    draft = begun(author)
    submitted(author, draft)
    address = f"/standards/drafts/{draft.pk}/approval"

    past = decider.post(address, {"since": "2026-01-05"})
    later = decider.post(address, {"since": "2030-01-01"})

    assert past.status_code == 409 and later.status_code == 302
    draft.refresh_from_db()
    assert draft.published is not None and "from: 2030-01-01" in draft.published.document


def test_a_refusal_says_why_and_the_author_writes_on(held: None, browser_of: BrowserOf) -> None:
    author, decider = browser_of("area_quality"), browser_of("hq_quality")
    draft = begun(author)
    submitted(author, draft)
    address = f"/standards/drafts/{draft.pk}/refusal"

    assert decider.post(address).status_code == 409
    assert decider.post(address, {"note": "先看回测"}).status_code == 302
    assert "先看回测" in author.get(f"/standards/drafts/{draft.pk}/").content.decode()
    draft.refresh_from_db()
    written(author, draft, "due: 8 h", "due: 7 h")
    assert draft.state == "writing"


def test_what_was_taken_back_or_discarded_waits_for_nobody(held: None, browser_of: BrowserOf) -> None:
    author, decider = browser_of("area_quality"), browser_of("hq_quality")
    draft = begun(author)
    submitted(author, draft)
    assert decider.post(f"/standards/drafts/{draft.pk}/disposal").status_code == 409  # not theirs
    assert author.post(f"/standards/drafts/{draft.pk}/withdrawal").status_code == 302
    assert decider.post(f"/standards/drafts/{draft.pk}/approval").status_code == 409
    assert author.post(f"/standards/drafts/{draft.pk}/disposal").status_code == 302
    assert submitted(author, draft).status_code == 409


def test_what_is_typed_stays_text(held: None, browser_of: BrowserOf) -> None:
    author = browser_of("area_quality")
    draft = begun(author)
    written(author, draft, "title: {zh: 中转八小时内分拣", "title: {zh: <script>alert(1)</script>")
    author.post(f"/standards/drafts/{draft.pk}/submission", {"note": "<script>alert(2)</script>"})

    shown = browser_of("hq_quality").get(f"/standards/drafts/{draft.pk}/").content.decode()

    assert "alert(1)" in shown and "alert(2)" in shown
    assert "<script>alert" not in shown


def test_a_new_standard_begins_with_what_is_still_to_be_written(held: None, browser_of: BrowserOf) -> None:
    author = browser_of("area_quality")
    assert author.post("/standards/new", {"id": "Nope!"}).status_code == 422
    assert author.post("/standards/new", {"id": "hub-cleared-daily"}).status_code == 302
    shown = author.get(f"/standards/drafts/{StandardDraft.objects.latest('pk').pk}/").content.decode()
    assert "hub-cleared-daily" in shown and "没有值" in shown


def test_who_only_reads_sees_no_drafts(held: None, browser_of: BrowserOf) -> None:
    draft = begun(browser_of("area_quality"))
    reader = browser_of("outlet_manager")
    assert reader.get("/standards/drafts/").status_code == 403
    assert reader.get(f"/standards/drafts/{draft.pk}/").status_code == 403
    assert reader.post(f"/standards/{HUB}/drafts", {"version": "1"}).status_code == 403
