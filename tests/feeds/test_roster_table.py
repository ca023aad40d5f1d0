"""A roster from a table: good rows are kept, each fault of the others says where it is and what would be right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds.roster import Roster, read_roster

Rostered = Callable[[str | Path], Roster]
HEADER = "subject_kind,subject,since,until,site,person,role,calendar\n"


@pytest.fixture
def rostered(vocabulary: Vocabulary, tmp_path: Path) -> Rostered:
    def run(table: str | Path) -> Roster:
        path = table if isinstance(table, Path) else tmp_path / "roster.csv"
        if isinstance(table, str):
            path.write_text(table, "utf-8")
        return read_roster(path, vocabulary, ["cn", "cn-hub"])

    return run


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def test_a_row_says_who_is_watched_from_when_until_when(rostered: Rostered) -> None:
    found = rostered(HEADER + "person,zhang,2026-05-01,2026-06-01,SZ01,,courier,\nsite,HUB1,2026/5/1,,,chen,,cn-hub\n")
    assert found.problems == () and found.findings == ()
    assert found.rows.rows(named=True) == [
        {
            "subject_kind": "person", "subject": "zhang", "since": day("2026-05-01"), "until": day("2026-06-01"),
            "site": "SZ01", "person": "zhang", "calendar": "cn", "role": "courier",
        },
        {
            "subject_kind": "site", "subject": "HUB1", "since": day("2026-05-01"), "until": None,
            "site": "HUB1", "person": "chen", "calendar": "cn-hub", "role": None,
        },
    ]  # fmt: skip


def test_a_chinese_table_needs_no_other_names(rostered: Rostered) -> None:
    found = rostered("对象类别,对象,起,止,岗位\n场地,SZ01,2026-05-01,,\n人员,zhang,2026年5月1日,2026-05-09,快递员\n")
    assert found.problems == ()
    assert found.rows.select("subject_kind", "subject", "until", "role").rows() == [
        ("site", "SZ01", None, None),
        ("person", "zhang", day("2026-05-09"), "快递员"),
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (",SZ02,2026-05-01,,,,,", "column 'subject_kind': empty (every row needs it)"),
        ("parcel,YT1,2026-05-01,,,,,", "column 'subject_kind' holds 'parcel': there is no such word here (one of: "),
        ("site,,2026-05-01,,,,,", "column 'subject': empty (every row needs it)"),
        ("site,7.7E+13,2026-05-01,,,,,", "column 'subject' holds '7.7E+13': a spreadsheet turned"),
        ("site,SZ02,,,,,,", "column 'since': empty (every row needs it)"),
        ("site,SZ02,2026-02-30,,,,,", "column 'since' holds '2026-02-30': no such date or time (a date between 1990"),
        ("site,SZ02,2026-05-01,soon,,,,", "column 'until' holds 'soon': no such date or time"),
        ("site,SZ02,2026-05-01,2026-05-01,,,,", "column 'until' holds '2026-05-01': it ends before it begins (until: "),
        (
            "site,SZ02,2026-05-01,,,,,cn-moon",
            "column 'calendar' holds 'cn-moon': there is no such word here (one of: cn",
        ),
        ("site,SZ02,2026-05-01,,,,,,x", "the row has more cells than the header (put a cell"),
    ],
)
def test_a_bad_row_is_told_and_the_good_ones_stay(rostered: Rostered, row: str, told: str) -> None:
    found = rostered(HEADER + f"site,SZ01,2026-05-01,,,,,\n{row}\nsite,SZ03,2026-05-01,,,,,\n")
    assert found.rows["subject"].to_list() == ["SZ01", "SZ03"]
    assert [str(problem)[: len(told) + 16] for problem in found.problems] == [f"roster.csv:3:1: {told}"]


def test_one_subject_has_one_row_a_day(rostered: Rostered) -> None:
    spans = [("05-01", "05-10"), ("05-10", ""), ("04-01", "05-02"), ("04-01", "05-01"), ("07-01", "")]
    rows = "".join(f"site,SZ01,2026-{since},{until and f'2026-{until}'},,,,\n" for since, until in spans)
    found = rostered(HEADER + rows + "person,SZ01,2026-05-01,,,,,\n")
    assert [problem.line for problem in found.problems] == [4, 6]
    assert all("overlap" in problem.what for problem in found.problems)
    assert found.rows["since"].to_list() == [day("2026-05-01"), day("2026-05-10"), day("2026-04-01"), day("2026-05-01")]


def test_a_column_that_is_missing_and_one_that_nobody_reads(rostered: Rostered) -> None:
    found = rostered("subject_kind,subject,phone\nsite,SZ01,1\n")
    assert [str(problem) for problem in found.problems] == [
        "roster.csv:1:1: column 'since' is missing "
        "(a roster has: subject, subject_kind, since, until, site, person, calendar, role)"
    ]
    spare = rostered("subject_kind,subject,since,phone\nsite,SZ01,2026-05-01,1\n")
    assert [finding.what for finding in spare.findings] == ["columns not used: phone"]
    assert len(spare.rows) == 1


def test_a_roster_that_is_no_table(rostered: Rostered, tmp_path: Path) -> None:
    assert [problem.what for problem in rostered("").problems] == ["the file is empty"]
    nowhere = rostered(tmp_path / "nowhere.csv").problems
    assert nowhere[0].what == "the file cannot be opened (No such file or directory)"


def test_many_faults_are_not_told_one_by_one(rostered: Rostered) -> None:
    found = rostered(HEADER + "site,SZ01,never,,,,,\n" * 130)
    assert len(found.problems) == 101
    assert str(found.problems[-1]).startswith("roster.csv:1:1: 30 more faults are not told one by one")


def test_a_roster_in_excel_and_in_parquet(rostered: Rostered, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "roster.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["对象类别", "对象", "起"])
    sheet.write_row(1, 0, ["场地", "SZ01"])
    sheet.write_datetime(1, 2, date(2026, 5, 1), book.add_format({"num_format": "yyyy/m/d"}))
    book.close()
    frame = pl.DataFrame({"subject_kind": ["site"], "subject": ["SZ01"], "since": [date(2026, 5, 1)]})
    frame.write_parquet(tmp_path / "roster.parquet")
    excel, parquet = rostered(tmp_path / "roster.xlsx"), rostered(tmp_path / "roster.parquet")
    assert excel.problems == parquet.problems == ()
    assert excel.rows.equals(parquet.rows)
    assert excel.rows["since"].to_list() == [day("2026-05-01")]
