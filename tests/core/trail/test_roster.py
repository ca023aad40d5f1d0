"""Rule 47: what must be done although nothing happened opens from the roster."""

from __future__ import annotations

from datetime import date

import polars as pl

from tuotou import handbook
from tuotou.core.trail.roster import MONTH_BEGAN, began

HANDBOOK = handbook.load()
EPOCH = date(1970, 1, 1)


def day(month: int, of_month: int) -> int:
    return (date(2026, month, of_month) - EPOCH).days


ROSTER = pl.DataFrame(
    {
        "subject_kind": ["person", "person"],
        "subject": ["zhang", "li"],
        "site": ["SZ01", "SZ02"],
        "since": [day(5, 1), day(5, 3)],
        "until": [None, day(5, 5)],
    }
)


def test_each_active_row_speaks_each_day():
    events = began(ROSTER, HANDBOOK.calendars["cn"], range(day(5, 1), day(5, 6)))
    assert events.group_by("subject").len().sort("subject").rows() == [("li", 2), ("zhang", 5)]
    first = events.filter(pl.col("subject") == "zhang").row(0, named=True)
    assert (first["at"].isoformat(), first["site"]) == ("2026-04-30T16:00:00+00:00", "SZ01")  # midnight in Shanghai
    assert events["recorded_at"].equals(events["at"].alias("recorded_at"))


def test_a_hub_begins_its_day_at_noon():
    event = began(ROSTER, HANDBOOK.calendars["cn-hub"], range(day(5, 1), day(5, 2))).row(0, named=True)
    assert event["at"].isoformat() == "2026-05-01T04:00:00+00:00"


def test_live_and_replay_give_the_same_ids():
    calendar = HANDBOOK.calendars["cn"]
    whole = began(ROSTER, calendar, range(day(5, 1), day(5, 6)))
    parts = pl.concat([began(ROSTER.reverse(), calendar, range(d, d + 1)) for d in range(day(5, 1), day(5, 6))])
    assert set(whole["id"]) == set(parts["id"])
    assert whole["id"].n_unique() == whole.height


def test_a_month_begins_once():
    events = began(ROSTER, HANDBOOK.calendars["cn"], range(day(5, 1), day(7, 2)), MONTH_BEGAN)
    assert events.filter(pl.col("subject") == "zhang")["at"].dt.convert_time_zone(
        "Asia/Shanghai"
    ).dt.day().to_list() == [1, 1, 1]


def test_the_events_are_words_of_the_vocabulary():
    kinds = HANDBOOK.vocabulary.kinds
    assert {"person", "shift", "feed"} <= set(kinds["day_began"].subjects)
    assert "person" in kinds[MONTH_BEGAN].subjects
