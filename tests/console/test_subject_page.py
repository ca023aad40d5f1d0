"""The page of a subject: who sees it, what it says, and what it keeps to itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import fastexcel
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.console.parcel_cast import ago, event, record, text_of, way, words_of

from tuotou.store.models import AuditEntry, Note, RecordedEvent, Subject

pytestmark = pytest.mark.django_db(transaction=True)
BrowserOf = Callable[[str], Client]
PAGE = "/subjects/parcel/YT1/"
ORDER = {"order_number": "JD 77a", "phone_tail": "13912345678", "virtual_number": "17012345678转9921"}


@pytest.mark.parametrize("role", ["outlet_manager", "hub_manager", "area_manager", "tracer"])
def test_whoever_had_it_sees_it(browser_of: BrowserOf, role: str) -> None:
    browser = browser_of(role)
    record(*way())
    assert "YT1" in text_of(browser, PAGE)


@pytest.mark.parametrize("role", ["outlet_manager", "hub_manager"])
def test_to_all_others_it_is_not_there(browser_of: BrowserOf, role: str) -> None:
    browser = browser_of(role)
    record(event("accepted", 60, site="SZ02"))
    for path in (PAGE, f"{PAGE}evidence/abcd", "/subjects/parcel/YT404/", "/subjects/dragon/YT1/"):
        assert browser.get(path).status_code == 404, path
    assert browser.post(f"{PAGE}notes", {"text": "x"}).status_code == 404
    assert not Note.objects.exists()


def test_a_site_that_only_saw_its_truck_sees_it(browser_of: BrowserOf) -> None:
    browser = browser_of("hub_manager")
    record(
        event("accepted", 90, site="SZ02"),
        event("bagged", 80, site="SZ02", into="B1"),
        event("loaded", 70, "B1", subject_kind="bag", site="SZ02", into="T1"),
        event("arrived", 20, "T1", subject_kind="trip", site="HUB1", person="H1"),
    )
    page = words_of(text_of(browser, PAGE))
    assert "随 T1" in page and "装入" in page
    assert "YT1" in text_of(browser, "/subjects/bag/B1/")
    assert browser.get("/subjects/", {"q": "YT1"}).headers["Location"] == PAGE
    assert "查无此件" not in words_of(browser.post("/subjects/batch", {"numbers": "YT1"}).content.decode())


def test_people_of_other_sites_are_somebody(browser_of: BrowserOf) -> None:
    browser = browser_of("area_manager")
    record(*way(), event("reassigned", 5, site="SZ01", receiver="SZ01002"))
    page = words_of(text_of(browser, PAGE))
    assert "SZ02009" in page
    assert "SZ01003" not in page and "SZ01002" not in page and "张强" not in page
    own = words_of(text_of(browser_of("outlet_manager"), PAGE))
    assert "张强 SZ01003" in own and "王红 SZ01002" in own


def test_every_promise_is_told(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    record(*way())
    page = text_of(browser, PAGE)
    assert page.index("先验视后收寄") < page.index('id="folded"')
    said = words_of(page)
    assert "未兑现" in said and "责任方" in said and "判定经过" in said
    assert 'href="#e0"' in page and 'id="e0"' in page
    kept = words_of(text_of(browser, PAGE, all="1"))
    assert "按时兑现" in kept and len(kept) > len(said)


def test_what_was_taken_back_is_struck_through(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    record(event("accepted", 60), event("signed", 30), event("retracted", 20, retracts="signed-30"))
    page = text_of(browser, PAGE)
    assert 'class="gone"' in page and "已更正作废" in page
    head = page[page.index("subject-head") : page.index("promises-title")]
    assert "签收" not in head


def test_a_number_that_was_used_again_has_two_lives(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    record(
        event("trip_opened", 3_000, "T9", subject_kind="trip"), event("trip_closed", 2_000, "T9", subject_kind="trip")
    )
    record(event("trip_opened", 100, "T9", subject_kind="trip"))
    page = words_of(text_of(browser, "/subjects/trip/T9/"))
    assert "第 1 程" in page and "第 2 程" in page and "车次结束" not in page
    assert "车次结束" in words_of(text_of(browser, "/subjects/trip/T9/", life="1"))


def test_a_relabelled_parcel_is_one_story(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    record(event("accepted", 90), event("relabelled", 60, to_number="YT2"), event("arrived", 30, "YT2", site="HUB1"))
    for number, other in (("YT1", "YT2"), ("YT2", "YT1")):
        page = text_of(browser, f"/subjects/parcel/{number}/")
        assert f'href="/subjects/parcel/{other}/"' in page
        assert "收件" in words_of(page) and "单号 YT2" in words_of(page)


def test_what_is_personal_lies_veiled_and_is_read_for_a_reason(browser_of: BrowserOf) -> None:
    tracer, manager = browser_of("tracer"), browser_of("outlet_manager")
    record(event("ordered", 95, **ORDER), *way())
    stored = " ".join(
        [
            *RecordedEvent.objects.values_list("body", flat=True),
            *(bytes(s.trail).decode() for s in Subject.objects.all()),
        ]
    )
    assert "JD 77a" in stored
    for number in ("5678", "9921", "17012345678"):
        assert number not in stored
    page = words_of(text_of(tracer, PAGE))
    assert "收件人手机尾号: ••••" in page and "5678" not in page
    assert manager.post(f"{PAGE}unmasking", {"reason": "x"}).status_code == 403
    assert tracer.post(f"{PAGE}unmasking", {"reason": " "}).status_code == 422
    assert not AuditEntry.objects.filter(act="personal.unmask").exists()
    read = words_of(tracer.post(f"{PAGE}unmasking", {"reason": "客户来电核对"}).content.decode())
    assert "收件人手机尾号: 5678" in read and "17012345678-9921" in read
    entry = AuditEntry.objects.get(act="personal.unmask")
    assert (entry.who, entry.what, entry.details["reason"]) == ("T-tracer", "parcel YT1", "客户来电核对")


def test_notes_are_read_where_the_parcel_is(browser_of: BrowserOf) -> None:
    ours, hub = browser_of("outlet_manager"), browser_of("hub_manager")
    record(*way())
    assert ours.post(f"{PAGE}notes", {"text": "收件人 13912345678 周末不在"}).status_code == 302
    assert ours.post(f"{PAGE}notes", {"text": "  "}).status_code == 422
    assert AuditEntry.objects.filter(act="note.write", who="T-outlet_manager").count() == 1
    own, other = (words_of(text_of(browser, PAGE)) for browser in (ours, hub))
    assert "139****5678 周末不在" in own and "T-outlet_manager" in own
    assert "139****5678 周末不在" in other and "园区一部" in other and "T-outlet_manager" not in other
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM note")
        assert "13912345678" not in cursor.fetchone()[0]


def test_whatever_somebody_writes_stays_text(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    evil, number = "<script>alert(1)</script>", 'YT"><script>/../1'
    record(event("accepted", 60, number, goods=evil, photo_hash=evil, person=evil, customer=evil))
    record(event("relabelled", 50, number, to_number=evil))
    found = browser.get("/subjects/", {"q": number})
    page = text_of(browser, found.headers["Location"]) if found.status_code == 302 else found.content.decode()
    page += text_of(browser, "/subjects/parcel/YT%22%3E%3Cscript%3E~2F..~2F1/", all="1")
    browser.post("/subjects/parcel/YT%22%3E%3Cscript%3E~2F..~2F1/notes", {"text": evil})
    page += text_of(browser, "/subjects/parcel/YT%22%3E%3Cscript%3E~2F..~2F1/")
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page and '"><script>' not in page


def test_it_is_taken_away_as_it_is_shown(browser_of: BrowserOf) -> None:
    browser = browser_of("area_manager")
    record(event("ordered", 95, **ORDER), *way())
    answer = browser.get(PAGE, {"export": "xlsx"})
    book = fastexcel.read_excel(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert book.sheet_names == ["轨迹", "承诺"]
    trail = book.load_sheet("轨迹").to_polars()
    assert trail["事件"].to_list() == ["下单", "收件", "到件到车", "到件到车"]
    assert trail["人员"].to_list() == ["*", "*", "*", "SZ02009"]
    assert "••••" in trail["内容"][0] and "5678" not in str(trail.rows())
    assert book.load_sheet("承诺").to_polars().height > 3
    assert AuditEntry.objects.get(act="list.export").what == "list parcel-YT1"


def test_a_picture_is_shown_where_the_folder_has_it(
    browser_of: BrowserOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    browser = browser_of("outlet_manager")
    record(event("content_inspected", 65, photo_hash="abcd1234"), *way())
    address = f"{PAGE}evidence/abcd1234"
    assert "abcd1234" in text_of(browser, PAGE) and f'src="{address}"' not in text_of(browser, PAGE)
    file = tmp_path / "evidence" / "ab" / "abcd1234.jpg"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"<html>")
    assert browser.get(address).status_code == 404
    file.write_bytes(b"\xff\xd8\xff\xe0 a picture")
    answer = browser.get(address)
    assert answer.headers["Content-Type"] == "image/jpeg" and f'src="{address}"' in text_of(browser, PAGE)
    (tmp_path / "evidence" / "other999.jpg").write_bytes(b"\xff\xd8\xff")
    assert browser.get(f"{PAGE}evidence/other999").status_code == 404  # no event of this parcel names it


def test_a_person_is_seen_by_who_may_see_people(browser_of: BrowserOf) -> None:
    courier, manager = browser_of("courier"), browser_of("outlet_manager")
    record(
        event(
            "certificate_issued", 60, "SZ01003", subject_kind="person", certificate="forklift", expires_at=ago(-90_000)
        )
    )
    assert courier.get("/subjects/person/SZ01003/").status_code == 404
    assert "forklift" in text_of(manager, "/subjects/person/SZ01003/")


def test_questions_do_not_grow_with_the_trail(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    record(*way(), *way("YT2"), event("weighed", 45, site="S1"))
    record(*(event("weighed", 40 - turn / 10, "YT2", site=f"S{turn}", person=f"P{turn}") for turn in range(50)))
    asked = []
    for number in ("YT1", "YT2"):
        text_of(browser, f"/subjects/parcel/{number}/")
        with CaptureQueriesContext(connection) as queries:
            text_of(browser, f"/subjects/parcel/{number}/")
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 35


def test_english_is_whole(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    record(*way())
    browser.post("/look", {"language": "en", "theme": "light", "next": "/"})
    page = words_of(text_of(browser, PAGE, all="1")).replace("张强", "")
    assert "Accepted" in page and "Promises" in page
    assert not [word for word in page.split() if any("\u4e00" <= each <= "\u9fff" for each in word)]
