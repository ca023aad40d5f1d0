"""Time commitments: the narrowest lane in force, by cut-off, and tables that contradict themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from standard_cast import calendars, ground

from tuotou.core.standards.commitment import Commitments, distinct
from tuotou.core.standards.commitment_document import parse_commitments
from tuotou.core.working_time.instant import NEVER

CHINA = ZoneInfo("Asia/Shanghai")
TABLE = """\
id: express
title: {zh: 时效, en: Commitments}
source: {text: x, edition: "2026", confidence: L}
zones: {east: [31, 32, 33], remote: [54, 3207]}
places: {HUB: "320500", HUB9: "540100"}
rows:
- {destination: same_city, from: 2026-01-01, due: 24 h}
- {destination: same_province, from: 2026-01-01, due: 48 h}
- {destination: remote, from: 2026-01-01, until: 2026-03-01, due: 144 h}
- {destination: remote, from: 2026-02-01, published: 2026-01-15, due: 120 h}
- {origin: east, destination: east, product: next_day, from: 2026-01-01,
   due: {slots: [{before: "11:00", days: 0 d, at: end}, {days: 1 wd, at: "12:00"}]}}
- {from: 2026-01-01, until: 2027-01-01, due: 72 h}
"""
RIGHT = TABLE.replace("until: 2026-03-01, ", "")


def table(text: str = RIGHT) -> Commitments:
    found, problems = parse_commitments(text, "express.yaml")
    assert found is not None, [str(problem) for problem in problems]
    return found


def due(opens: str, origin: str | None, destination: str | None, product: str | None = "standard") -> str | None:
    """When a parcel is promised, local time; None: not at all."""
    opens_at = np.array([instant(opens)], dtype=np.int64)
    route = [pl.Series([end], dtype=pl.String) for end in (origin, destination, product)]
    found = int(table().due(opens_at, *route, calendars()["cn"]).due[0])
    return None if found == NEVER else f"{datetime.fromtimestamp(found // 1_000_000, CHINA):%Y-%m-%d %H:%M}"


def instant(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=CHINA).timestamp()) * 1_000_000


@pytest.mark.parametrize(
    ("origin", "destination", "expected"),
    [
        ("320500", "320508", "2026-01-21 10:00"),  # same city
        ("320500", "320100", "2026-01-22 10:00"),  # same province
        ("320500", "330100", "2026-01-23 10:00"),  # anywhere else
        ("320500", "540100", "2026-01-26 10:00"),  # remote
        ("310000", "320700", "2026-01-26 10:00"),  # a city of an eastern province that is remote
        ("HUB1", "320599", "2026-01-21 10:00"),  # a site stands for its region
        ("HUB9", "HUB1", "2026-01-23 10:00"),  # the longest beginning counts
        ("32", "32", "2026-01-22 10:00"),  # a province code cannot tell the city
        (None, None, "2026-01-23 10:00"),
    ],
)
def test_the_narrowest_lane_gives_the_promise(origin: str, destination: str, expected: str) -> None:
    assert due("2026-01-20 10:00", origin, destination) == expected


def test_the_row_in_force_when_the_promise_opens() -> None:
    assert due("2026-01-31 23:59", "320500", "540100") == "2026-02-06 23:59"
    assert due("2026-02-01 00:00", "320500", "540100") == "2026-02-06 00:00"
    assert due("2025-12-31 23:59", "320500", "540100") is None
    assert due("2027-01-01 00:00", "310000", "440100") is None


def test_a_product_of_its_own_and_its_cut_off() -> None:
    assert due("2026-04-30 10:59", "310000", "330100", "next_day") == "2026-04-30 23:59"
    assert due("2026-04-30 11:00", "310000", "330100", "next_day") == "2026-05-06 12:00"  # after the holiday
    assert due("2026-04-30 11:00", "310000", "440100", "next_day") == "2026-05-03 11:00"  # beyond its lane


def test_whole_columns_at_once() -> None:
    opens_at = np.array([instant("2026-01-20 10:00"), instant("2026-01-20 11:00"), NEVER], dtype=np.int64)
    ends = pl.Series(["320500", None, "320500"])
    found = table().due(opens_at, ends, ends, pl.Series(["standard"] * 3), calendars()["cn"])
    hours = 3_600_000_000
    assert found.due.tolist() == [opens_at[0] + 24 * hours, opens_at[1] + 72 * hours, NEVER]
    none = pl.Series([], dtype=pl.String)
    assert table().due(opens_at[:0], none, none, none, calendars()["cn"]).due.tolist() == []


@pytest.mark.parametrize(("estimates", "said"), [(False, (NEVER, False, True)), (True, (None, True, False))])
def test_working_days_of_a_year_not_announced_are_refused_or_flagged(
    estimates: bool, said: tuple[int | None, bool, bool]
) -> None:
    opens_at = np.array([instant("2026-12-31 12:00")], dtype=np.int64)
    ends, product = pl.Series(["310000"]), pl.Series(["next_day"])
    calendar = replace(calendars()["cn"], estimates=estimates)
    found = table(RIGHT.replace(", until: 2027-01-01", "")).due(opens_at, ends, ends, product, calendar)
    due, *flags = (column.tolist()[0] for column in found)
    assert tuple(flags) == said[1:]
    assert due == NEVER if said[0] == NEVER else due > opens_at[0]


def test_many_names_are_told_apart_like_few() -> None:
    few = ["310000", None, "320500", "310000", "540100"]
    names, place = distinct(pl.Series(few * 100))
    assert [names[one] for one in place] == few * 100
    assert len(names) == 4 == len(distinct(pl.Series(few))[0])


@pytest.mark.parametrize(
    ("old", "new", "place", "what", "right"),
    [
        ("", "", (10, 3), "overlaps the one in line 9", "end one before"),
        ("destination: same_city", "destination: same_town", (7, 17), "no zone 'same_town'", "'same_city'"),
        ("due: 24 h", "due: promised_at", (7, 51), "no deadline", "8 h"),
        ("{from: 2026-01-01, until", "{form: 2026-01-01, until", (13, 10), "unknown field 'form'", "'from'"),
        ("published: 2026-01-15", "published: 2026-02-15", (10, 31), "before it is published", "publishing"),
        ("until: 2027-01-01", "until: 2025-01-01", (13, 29), "end lies before", "until"),
        ("remote: [54, 3207]", "remote: [54, 33]", (4, 37), "'33' lies in zone 'east' already", "one zone"),
        ("zones: {east:", "zones: {any: [11], east:", (4, 14), "'any' cannot name a zone", "meaning"),
        ("id: express\n", "", (1, 1), "field 'id' is missing", ""),
    ],
)
def test_a_mistake_is_told_where_it_stands(old: str, new: str, place: tuple[int, int], what: str, right: str) -> None:
    found, problems = parse_commitments((RIGHT if old else TABLE).replace(old, new, 1), "express.yaml")
    told = [problem for problem in problems if what in problem.what]
    assert found is None
    assert told, [str(problem) for problem in problems]
    assert (told[0].line, told[0].column) == place
    assert right in told[0].right


def test_the_shipped_table_keeps_the_law() -> None:
    shipped = ground().commitments["express"]
    opens_at = np.array([instant("2026-03-02 10:00")] * 4, dtype=np.int64)
    route = (
        pl.Series(["320500"] * 4),
        pl.Series(["320508", "320100", "440100", "650100"]),
        pl.Series(["standard"] * 4),
    )
    hours = (shipped.due(opens_at, *route, calendars()["cn-express"]).due - opens_at) // 3_600_000_000
    assert hours.tolist() == [24, 48, 72, 144]
