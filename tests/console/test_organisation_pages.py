"""The organisation in the console: seen within scope, changed by the checks of the workbook, taken in after a trial."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.live.organisation_cast import workbook

from tuotou.store.models import AuditEntry, Belonging, Person, Post, Unit

BrowserOf = Callable[[str], Client]


def granted_to_area(browser_of: BrowserOf) -> Client:
    """An area's manager who may change the organisation too."""
    from tuotou.store.models import RoleGrant

    RoleGrant.objects.create(role="area_manager", permission="organisation.write", given=True, by="x", at=1)
    return browser_of("area_manager")


def test_the_tree_shows_what_lies_within_sight(browser_of: BrowserOf) -> None:
    all_of_it = browser_of("admin").get("/organisation/").content.decode()
    assert "总部" in all_of_it and "江苏省区" in all_of_it
    area = browser_of("area_manager")
    assert "总部" not in area.get("/organisation/").content.decode().split("<main")[1]
    assert "园区二部" in area.get("/organisation/").content.decode()
    assert area.get("/organisation/branches/P32").status_code == 404
    assert area.get("/organisation/units/HUB1").status_code == 404
    assert area.get("/people/HQ001/").status_code == 404


def test_a_unit_says_all_there_is_in_both_languages(browser_of: BrowserOf) -> None:
    admin = browser_of("admin")
    page = admin.get("/organisation/units/SZ01").content.decode()
    for said in ("园区一部", "顺意公司", "捷达公司", "215021", "金鸡湖", "王红", "网点客服", "苏州片区"):
        assert said in page, said
    admin.cookies["language"] = "en"
    english = admin.get("/organisation/units/SZ01").content.decode().split("<main")[1]
    assert "outlet agent" in english and "Units below" in english
    left = re.sub(
        r"<title>.*?</title>|园区一部|苏州片区|顺意公司|捷达公司|金鸡湖|王红|李明|张强|江苏省区|承包一区", "", english
    )
    assert not re.search("[一-鿿]", left.split("</main>")[0])


def test_mobile_numbers_are_masked(browser_of: BrowserOf) -> None:
    admin = browser_of("admin")
    for address in ("/people/SZ01001/", "/people/", "/organisation/sheets/people/1"):
        assert "13800001234" not in admin.get(address).content.decode()
    assert "138****1234" in admin.get("/people/SZ01001/").content.decode()
    assert b"13800001234" not in admin.get("/organisation/workbook/all").getvalue()


def test_a_unit_is_added_with_whom_it_belongs_to(browser_of: BrowserOf) -> None:
    admin = browser_of("admin")
    made = admin.post("/organisation/sheets/units/new?parent=A1", {"code": "SZ09", "name": "新网点", "kind": "outlet"})
    assert made.headers["Location"] == "/organisation/sheets/belongings/new?parent=A1&unit=SZ09"
    done = admin.post(made.headers["Location"], {"unit": "SZ09", "parent": "A1", "since": "", "until": ""})
    assert done.headers["Location"] == "/organisation/units/SZ09"
    assert Belonging.objects.get(unit__code="SZ09").parent.code == "A1"
    entry = AuditEntry.objects.filter(act="organisation.change").order_by("-pk")[0]
    assert (entry.who, entry.what) == ("T-admin", "belongings SZ09 A1")


def test_a_form_refuses_what_the_workbook_refuses_and_says_it_alike(browser_of: BrowserOf) -> None:
    admin = browser_of("admin")
    row = {"unit": "HQ", "parent": "P32", "since": "", "until": ""}
    answer = admin.post("/organisation/sheets/belongings/new", row)
    assert answer.status_code == 422
    assert "总部" in answer.content.decode() and not Belonging.objects.filter(unit__code="HQ").exists()
    twice = admin.post("/organisation/sheets/belongings/new", {**row, "unit": "SZ02", "since": "2026-02-01"})
    assert "这段时间已有一行有效" in twice.content.decode()
    nobody = admin.post("/organisation/sheets/posts/new", {"person": "X1", "unit": "SZ02", "role": "courier"})
    assert "没有工号“X1”" in nobody.content.decode()


def test_a_post_ends_and_a_wrong_one_is_struck_out(browser_of: BrowserOf) -> None:
    admin, post = browser_of("admin"), Post.objects.get(person__staff_number="SZ01002")
    ended = admin.post(f"/organisation/sheets/posts/{post.pk}", {"since": "2030-01-01", "until": "2026-12-01"})
    assert ended.status_code == 302
    post.refresh_from_db()
    assert (post.since, post.until) == (0, 1_796_054_400_000_000)
    assert admin.post(f"/organisation/sheets/posts/{post.pk}/removal").status_code == 302
    assert not Post.objects.filter(pk=post.pk).exists()


def test_a_mobile_number_stays_unless_another_is_typed(browser_of: BrowserOf) -> None:
    admin, person = browser_of("admin"), Person.objects.get(staff_number="SZ01001")
    address = f"/organisation/sheets/people/{person.pk}"
    assert admin.post(address, {"name": "李明明", "mobile": ""}).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.mobile) == ("李明明", "13800001234")
    assert admin.post(address, {"name": "李明明", "mobile": "13900005678"}).status_code == 302
    person.refresh_from_db()
    assert person.mobile == "13900005678"
    assert "13900005678" not in str(list(AuditEntry.objects.values_list("details", flat=True)))


@pytest.mark.parametrize(
    ("sheet", "row"),
    [
        ("posts", {"person": "SZ01002", "unit": "HUB1", "role": "courier"}),
        ("belongings", {"unit": "SZ02", "parent": "HQ", "since": "2027-01-01"}),
        ("belongings", {"unit": "HUB1", "parent": "A1", "since": "2027-01-01"}),
        ("units", {"code": "HUB1", "name": "我的", "kind": "hub"}),
        ("people", {"staff_number": "HQ001", "name": "改名"}),
        ("franchisees", {"code": "JM1", "name": "改名"}),
        ("posts", {"person": "SZ01002", "unit": "SZ02", "role": "admin"}),
    ],
    ids=["post-elsewhere", "parent-above", "unit-elsewhere", "other-unit", "other-person", "shared", "power"],
)
def test_nobody_changes_what_lies_beyond_them(browser_of: BrowserOf, sheet: str, row: dict[str, str]) -> None:
    before = list(Post.objects.values()), list(Belonging.objects.values()), list(Unit.objects.values())
    answer = granted_to_area(browser_of).post(f"/organisation/sheets/{sheet}/new", row)
    assert answer.status_code == 422, answer.headers
    seats = [row for row in Post.objects.values() if row["role"] != "area_manager"]
    assert (seats, list(Belonging.objects.values()), list(Unit.objects.values())) == before


def test_within_their_own_they_may(browser_of: BrowserOf) -> None:
    area = granted_to_area(browser_of)
    assert (
        area.post("/organisation/sheets/units/new", {"code": "SZ10", "name": "十部", "kind": "outlet"}).status_code
        == 302
    )
    row = {"unit": "SZ10", "parent": "A1"}
    assert area.post("/organisation/sheets/belongings/new", row).status_code == 302
    assert area.get("/organisation/units/SZ10").status_code == 200
    hub = Post.objects.create(
        person=Person.objects.get(staff_number="A1001"), unit=Unit.objects.get(code="HUB1"), role="sorter"
    )
    assert area.get(f"/organisation/sheets/posts/{hub.pk}").status_code == 404


def upload(browser: Client, path: Path) -> str:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = browser.post("/organisation/workbook/", {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_a_workbook_is_tried_then_taken_and_what_was_refused_comes_back(
    browser_of: BrowserOf, tmp_path: Path, settings: object
) -> None:
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]
    admin = browser_of("admin")
    sheets = {
        "units": (("SZ20", "二十部", "", "一级网点"), ("SZ21", "", "", "一级网点")),
        "belongings": (("SZ20", "A1"),),
    }
    address = upload(admin, workbook(tmp_path, sheets))
    tried = admin.get(address).content.decode()
    assert not Unit.objects.filter(code="SZ20").exists()
    assert "试读结果" in tried and "名称" in tried and "3" in tried
    refused = admin.get(f"{address}/refused/1").getvalue().decode("utf-8-sig")
    assert "SZ21" in refused and "SZ20" not in refused
    assert "已导入" in admin.post(address).content.decode()
    assert Belonging.objects.get(unit__code="SZ20").parent.code == "A1"
    corrected = tmp_path / "corrected.csv"
    corrected.write_text(refused.replace("SZ21,", "SZ21,二十一部", 1), "utf-8-sig")
    again = upload(admin, corrected)
    assert "已导入" in admin.post(again).content.decode()
    assert Unit.objects.get(code="SZ21").name == "二十一部"


def test_what_is_taken_away_comes_back_and_changes_nothing(
    browser_of: BrowserOf, tmp_path: Path, settings: object
) -> None:
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]
    admin = browser_of("admin")
    whole = tmp_path / "whole.xlsx"
    whole.write_bytes(admin.get("/organisation/workbook/all").getvalue())
    before = [list(table.objects.order_by("pk").values()) for table in (Unit, Belonging, Post, Person)]
    assert "已导入" in admin.post(upload(admin, whole)).content.decode()
    assert [list(table.objects.order_by("pk").values()) for table in (Unit, Belonging, Post, Person)] == before


@pytest.mark.parametrize("address", ["/organisation/units/", "/people/", "/accounts/", "/organisation/"])
def test_questions_do_not_grow_with_rows(browser_of: BrowserOf, address: str) -> None:
    admin, top = browser_of("admin"), Unit.objects.get(code="HQ")

    def filled(first: int, last: int) -> int:
        for number in range(first, last):
            unit = Unit.objects.create(code=f"U{number:03}", name=f"单位{number}", kind="outlet")
            Belonging.objects.create(unit=unit, parent=top)
            person = Person.objects.create(staff_number=f"N{number:03}", name=f"人{number}")
            Post.objects.create(person=person, unit=unit, role="outlet_manager")
            person_account(person)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert admin.get(address).status_code == 200
        return len(asked)

    assert filled(0, 5) == filled(5, 50)


def person_account(person: Person) -> None:
    from tuotou.store.models import Account

    Account.objects.create(person=person, password="", made_at=1)
