"""Sheets into the organisation: good rows are kept, bad ones say what would be right, and twice changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.live.organisation_cast import NOW, SHEETS, at, faults, imported, more, workbook

from tuotou.feeds.bad_rows import BadRows
from tuotou.operations.organisation.importing import import_organisation
from tuotou.operations.organisation.workbook import write_workbook
from tuotou.store.models import AuditEntry, Belonging, Duty, Line, Person, Post, Unit, Vehicle
from tuotou.store.models.person import masked
from tuotou.store.organisation import Organisation

HELD = "at this time another row of the same holds, from … until …"
pytestmark = pytest.mark.django_db


def counts(folder: Path) -> dict[str, tuple[int, int, int]]:
    done = import_organisation([workbook(folder)], NOW, "HQ001")
    assert done.clean
    return {sheet.sheet: (sheet.added, sheet.changed, sheet.removed) for sheet in done.sheets}


def test_every_sheet_is_read_and_doing_it_twice_changes_nothing(tmp_path: Path) -> None:
    assert counts(tmp_path) == {name: (len(rows), 0, 0) for name, rows in SHEETS.items()}
    assert counts(tmp_path) == dict.fromkeys(SHEETS, (0, 0, 0))
    unit, line = Unit.objects.get(code="SZ01"), Line.objects.get()
    assert (unit.kind, unit.lng, unit.lat) == ("outlet", 120.7263, 31.3184)
    assert (line.origin.code, line.departs, line.runs) == ("HUB1", 1230, 45)
    assert Vehicle.objects.get().unit.code == "HUB1"


def test_csv_files_with_english_headings_do_as_well(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("code,name,kind\nHQ,总部,hq\nSZ01,一部,outlet\n", "utf-8")
    (tmp_path / "belongings.csv").write_text("unit,parent,since\nSZ01,HQ,2026/5/1\n", "utf-8")
    assert import_organisation([tmp_path], NOW, "HQ001").clean
    assert Belonging.objects.get().since == at("2026-05-01")


@pytest.mark.parametrize(
    ("sheet", "row", "told"),
    [
        ("units", ("X", "某处", "", "网店"), ("单位", 2, "类型", "there is no such word here")),
        ("units", ("X", None, "", "一级网点"), ("单位", 2, "名称", "empty")),
        ("units", ("X", "某处", "", "驿站", "1200"), ("单位", 2, "经度", "'经度' cannot be so")),
        ("units", ("9" * 65, "某处", "", "驿站"), ("单位", 2, "编码", "longer than 64 characters")),
        ("belongings", ("SZ09", "A1"), ("隶属", 2, "单位编码", "no unit 'SZ09' is known")),
        ("belongings", ("SZ02", "A9"), ("隶属", 2, "上级编码", "no unit 'A9' is known")),
        ("belongings", ("HQ", "P32"), ("隶属", 2, "上级编码", "headquarters belong to nobody")),
        ("belongings", ("P32", "SZ01", "2027-01-01"), ("隶属", 2, "起", HELD)),
        ("belongings", ("A1", "HUB1", "2026-05-01", "2026-05-01"), ("隶属", 2, "止", "it ends before it begins")),
        ("belongings", ("SZ02", "A1", "5 月"), ("隶属", 2, "起", "no such date or time")),
        ("posts", ("X1", "SZ01", "快递员"), ("任职", 2, "工号", "no person 'X1' is known")),
        ("posts", ("SZ01001", "SZ01", "商家"), ("任职", 2, "岗位", "there is no such word here")),
        ("franchises", ("SZ01", "JM9"), ("加盟关系", 2, "加盟商编码", "no franchisee 'JM9' is known")),
        ("brands", ("SZ02", "YT", "215021"), ("品牌", 2, "起", HELD)),
        ("lines", ("L2", "HUB1", "SZ02", "25:00"), ("线路", 2, "计划发车", "no such time of day")),
    ],
)  # fmt: skip
def test_a_bad_row_says_where_and_why(
    tmp_path: Path, sheet: str, row: tuple[str | None, ...], told: tuple[str, int, str, str]
) -> None:
    assert faults(imported(tmp_path, **{sheet: [row]})) == [told]


def test_a_unit_has_one_parent_at_a_time_and_the_earlier_may_be_ended_in_the_same_sheet(tmp_path: Path) -> None:
    taken_over = [("SZ02", "A1", None, "2026-08-01"), ("SZ02", "P32", "2026-08-01")]
    assert imported(tmp_path, belongings=taken_over[1:]).refused == 1
    done = more(tmp_path, belongings=taken_over)
    assert (done.refused, done.sheets[0].added, done.sheets[0].changed) == (0, 1, 1)
    assert [Organisation.at(at(day)).parent("SZ02") for day in ("2026-07-31", "2026-08-01")] == ["A1", "P32"]


def test_where_the_row_that_would_end_the_earlier_is_refused_so_is_the_later(tmp_path: Path) -> None:
    rows = [("SZ02", "A9", None, "2026-08-01"), ("SZ02", "P32", "2026-08-01")]
    assert imported(tmp_path, belongings=rows).refused == 2
    assert Organisation.at(at("2026-09-01")).parent("SZ02") == "A1"


def test_departments_never_go_round_in_a_circle(tmp_path: Path) -> None:
    departments = [(code, code, "", "部门") for code in ("D1", "D2", "D3")]
    ring = [("D1", "D2", "2026-01-01", "2026-03-01"), ("D2", "D3"), ("D3", "D1", "2026-02-01")]
    done = imported(tmp_path, units=departments, belongings=ring)
    assert faults(done) == [("隶属", 4, "上级编码", "then it belongs, by others, to itself")]
    assert more(tmp_path, belongings=[*ring[:2], ("D3", "D1", "2026-03-01")]).clean


def test_a_row_that_was_wrong_can_be_struck_out(tmp_path: Path) -> None:
    done = imported(tmp_path, posts=[("SZ01003", "SZ01", "网点客服", None, None, "是")])
    assert (done.refused, done.sheets[0].removed) == (0, 1)
    assert not Post.objects.filter(person__staff_number="SZ01003").exists()


def test_rows_that_say_the_same_twice_are_one_and_those_that_contradict_are_refused(tmp_path: Path) -> None:
    done = imported(tmp_path, people=[("P1", "李明"), ("P1", "李明"), ("P2", "王红"), ("P2", "王洪")])
    assert faults(done) == [("人员", 5, "", "another row says otherwise of the same")]
    assert done.sheets[0].added == 2


def test_a_column_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    imported(tmp_path, units=())
    path = tmp_path / "people.csv"
    path.write_text("工号,姓名\nSZ01001,李明明\n", "utf-8")
    assert import_organisation([path], NOW, "HQ001").clean
    person = Person.objects.get(staff_number="SZ01001")
    assert (person.name, person.mobile) == ("李明明", "13800001234")


def test_a_roster_says_all_of_its_days_and_leaves_the_others(tmp_path: Path) -> None:
    swapped = [("SZ01", "网点客服", "SZ01002", None, "2026-05-01 08:00", "2026-05-01 20:00")]
    done = imported(tmp_path, duties=swapped)
    assert (done.sheets[0].added, done.sheets[0].removed) == (1, 1)
    assert set(Duty.objects.values_list("person__staff_number", "since")) == {
        ("SZ01002", at("2026-05-01 08:00")),
        ("SZ01002", at("2026-05-01 20:00")),
    }


def test_refused_rows_are_corrected_in_their_file_and_read_again(tmp_path: Path) -> None:
    imported(tmp_path, units=())
    bad = tmp_path / "bad.csv"
    shifts = [
        ("SZ01", "网点客服", "SZ01003", "SZ01002", "2026-06-01 08:00", "2026-06-01 20:00"),
        ("SZ01", "网点客服", "nobody", None, "2026-06-01 08:00", "2026-06-01 20:00"),
    ]
    done = import_organisation([workbook(tmp_path, {"duties": shifts})], NOW, "HQ001", BadRows(bad))
    assert done.bad_files == (bad,)
    bad.write_text(bad.read_text("utf-8-sig").replace("nobody", "SZ01001"), "utf-8")
    assert import_organisation([bad], NOW, "HQ001").clean
    on_shift = Organisation.at(at("2026-06-01 09:00")).on_duty("SZ01", "outlet_agent")
    assert [each.staff_number for each in on_shift] == ["SZ01001", "SZ01003", "SZ01002"]


def test_a_sheet_nobody_knows_and_a_column_that_is_missing_are_told(tmp_path: Path) -> None:
    (tmp_path / "单为.csv").write_text("编码\nX\n", "utf-8")
    (tmp_path / "隶属.csv").write_text("单位编码\nSZ01\n", "utf-8")
    done = import_organisation([tmp_path], NOW, "HQ001")
    assert [(each.file, each.what) for each in done.problems] == [
        ("单为.csv", "there is no kind of sheet '单为'"),
        ("隶属.csv", "column '上级编码' is missing on sheet '隶属'"),
    ]
    assert done.sheets == () and not done.clean


def test_an_empty_template_holds_no_rows_but_tells_everything(tmp_path: Path) -> None:
    write_workbook(tmp_path / "empty.xlsx", {})
    done = import_organisation([tmp_path / "empty.xlsx"], NOW, "HQ001")
    assert done.rows == 0 and done.sheets == ()


def test_the_audit_says_who_changed_what_and_keeps_no_telephone_number(tmp_path: Path) -> None:
    imported(tmp_path, people=[("SZ01001", "李大明", "13900005678")])
    entry = AuditEntry.objects.filter(what="people").latest("id")
    assert (entry.who, entry.at, entry.act) == ("HQ001", NOW, "organisation.import")
    assert entry.details["changes"] == [{"key": ["SZ01001"], "name": ["李明", "李大明"], "mobile": None}]
    assert "139" not in str(entry.details)


def test_a_mobile_number_is_shown_masked() -> None:
    assert masked("13800001234") == "138****1234"
    assert masked("12345") == "*****"
