"""Who delivers sees and takes up what is theirs of warnings, and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.console.warned import CHINESE, CODES, OUT, SORTED, answered_by, begin, page, recorded, rows
from tests.figures.books import count_all
from tests.live.warned import only

from tuotou.clockwork.clock import clock
from tuotou.operations.live.wake import wake
from tuotou.operations.live.watch import current_watch
from tuotou.store.models import AuditEntry, Notice, Promise, Warning

ME = "T-courier"
Browsers = Callable[[str], Client]


def told(person: str, warning: Warning, kind: str = "assigned") -> Notice:
    """Somebody has a notice of a warning."""
    said = {"standard": warning.standard, "count": warning.open, "step": warning.step}
    return Notice.objects.create(
        key=f"{warning.pk}:{person}", person=person, kind=kind, level="normal", role="courier", site=warning.site,
        warning=warning, parameters=said, created_at=clock(), state="inbox",
    )  # fmt: skip


def given(warning: Warning, person: str = ME) -> None:
    """It is passed on to somebody, who hears of it."""
    Warning.objects.filter(pk=warning.pk).update(owner=person)
    told(person, warning)


def test_what_was_passed_on_to_a_courier_opens_and_is_taken_up(browser_of: Browsers) -> None:
    one, browser = begin("SZ01", "A"), browser_of("courier")
    given(one)
    notices = page(browser, "/notices/")
    assert f'href="/warnings/{one.pk}/"' in notices and f'data-id="{one.pk}"' in notices
    assert browser.get("/warnings/").headers["Location"] == "/warnings/mine/"
    assert rows(browser, "/warnings/mine/") == [one.pk]
    story = page(browser, f"/warnings/{one.pk}/")
    assert "A000000" in story and "/warnings/acknowledgements" in story
    for address in ("closures", "assignments", "snoozes", "mutes"):
        assert f"/warnings/{address}" not in story + page(browser, "/warnings/mine/")
        assert browser.post(f"/warnings/{address}", {"id": one.pk, **CODES}).status_code == 403
    assert browser.post("/warnings/acknowledgements", {"id": one.pk, **CODES}).status_code == 302
    assert (only(pk=one.pk).state, only(pk=one.pk).owner) == ("acknowledged", ME)
    assert AuditEntry.objects.get(act="warning.acknowledge").who == ME


def test_what_is_others_is_not_there(browser_of: Browsers) -> None:
    one, two, browser = begin("SZ01", "A"), begin("HUB1", "C", SORTED, 20), browser_of("courier")
    given(two, "SZ01003"), told("SZ01003", one)
    assert rows(browser, "/warnings/mine/") == [] and "您名下没有预警" in page(browser, "/warnings/mine/")
    for address in (f"/warnings/{one.pk}/", f"/warnings/{one.pk}/promises/", f"/warnings/{two.pk}/"):
        assert browser.get(address).status_code == 404
    assert browser.post("/warnings/acknowledgements", {"id": one.pk, **CODES}).status_code == 404
    assert browser.get("/warnings/causes/").status_code == 403
    assert only(pk=one.pk).state == "open"


def test_of_a_warning_of_many_couriers_each_sees_their_own_parcels(browser_of: Browsers) -> None:
    one, browser = begin("SZ01", "A", count=6), browser_of("courier")
    mine, theirs, *_ = Promise.objects.filter(standard=OUT).order_by("subject__number")
    for promise in Promise.objects.filter(standard=OUT):
        answered_by("SZ01003", promise)
    answered_by(ME, mine)
    assert rows(browser, "/warnings/mine/") == [one.pk]
    story = page(browser, f"/warnings/{one.pk}/") + page(browser, f"/warnings/{one.pk}/promises/")
    assert mine.subject.number in story and theirs.subject.number not in story
    assert "通知了谁" not in story and "/warnings/acknowledgements" not in story, "nobody told him: it is not his alone"
    assert browser.post("/warnings/acknowledgements", {"id": one.pk, **CODES}).status_code == 404
    assert 'data-label="处理"></td>' in page(browser, "/warnings/mine/"), "what is empty takes no room on a telephone"
    told(ME, one, "told")
    assert "/warnings/acknowledgements" in page(browser, f"/warnings/{one.pk}/")
    Warning.objects.filter(pk=one.pk).update(owner="SZ01003")
    assert browser.post("/warnings/acknowledgements", {"id": one.pk, **CODES}).status_code == 404, "somebody has it"


def test_what_is_due_soon_and_in_hand_is_ones_own(browser_of: Browsers) -> None:
    begin("SZ01", "A", count=2)
    mine, _ = Promise.objects.filter(standard=OUT).order_by("subject__number")
    browser, now = browser_of("courier"), clock()
    answered_by(ME, mine)
    shown = page(browser, "/warnings/coming/?hours=24")
    assert "A000000" in shown and "A000001" not in shown and 'aria-label="单位"' not in shown
    recorded(
        {"subject": "HAND1", "id": "e1", "kind": "out_for_delivery", "person": ME},
        {"subject": "HAND2", "id": "e1", "kind": "out_for_delivery", "person": "SZ01003"},
        {"subject": "HAND3", "id": "e1", "kind": "out_for_delivery", "person": ME},
        {"subject": "HAND3", "id": "e2", "kind": "signed", "person": ME, "at": now - 60_000_000},
    )
    wake(current_watch(), clock), count_all(current_watch(), clock())
    in_hand = page(browser, "/today/mine/")
    assert 'href="/subjects/parcel/HAND1/"' in in_hand and "HAND2" not in in_hand and "HAND3" not in in_hand
    assert "/today/mine/" in page(browser, "/outlets/SZ01/today/")
    assert "/today/mine/" not in page(browser_of("outlet_manager"), "/outlets/SZ01/today/")


def test_who_only_looks_takes_up_what_they_were_given(browser_of: Browsers) -> None:
    one, two, browser = begin("SZ01", "A"), begin("SZ02", "B"), browser_of("claims")
    assert browser.post("/warnings/acknowledgements", {"id": one.pk, **CODES}).status_code == 404
    given(one, "T-claims")
    assert f'data-id="{one.pk}"' in page(browser, "/warnings/mine/")
    assert f'data-id="{two.pk}"' not in page(browser, "/warnings/")
    assert browser.post("/warnings/acknowledgements", {"id": one.pk, **CODES}).status_code == 302


def test_its_english_is_english(browser_of: Browsers) -> None:
    one, browser = begin("SZ01", "A"), browser_of("courier")
    given(one)
    for address in ("/warnings/mine/", f"/warnings/{one.pk}/", "/today/mine/", "/warnings/done/", "/notices/"):
        shown = page(browser, address, "en")
        for name in ("中文", "妥投", "courier一", "李明", "王红", "张强", "园区一部"):
            shown = shown.replace(name, "")
        assert CHINESE.findall(shown) == [], address


@pytest.mark.parametrize("address", ["/warnings/mine/", "/notices/"])
def test_questions_do_not_grow_with_what_is_ones_own(
    browser_of: Browsers, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock()
    monkeypatch.setattr("tuotou.console.page.clock", lambda: now)  # the organisation is read anew each minute
    browser, asked = browser_of("courier"), []
    for many in (3, 30):
        new = {"standard": OUT, "severity": "normal", "state": "open", "opened_at": clock(), "changed_at": clock()}
        Warning.objects.bulk_create(Warning(**new, site=f"S{many}{n}", open=1, items=1) for n in range(many))
        for one in Warning.objects.filter(notices=None):
            told(ME, one)
        page(browser, address)
        with CaptureQueriesContext(connection) as questions:
            page(browser, address)
        asked.append(len(questions))
    assert asked[0] == asked[1] <= 30
