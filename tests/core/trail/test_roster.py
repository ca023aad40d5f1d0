"""Rule 47: what must be done although nothing happened opens from the roster."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tuotou import handbook
from tuotou.core.trail.generated_id import Episode, episode_id
from tuotou.core.trail.roster import ENDS_AT, KINDS, MONTH_BEGAN, began

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
    assert all(ENDS_AT in kinds[kind].attributes for kind in KINDS)
    assert "person" in kinds[MONTH_BEGAN].subjects


@pytest.mark.parametrize(
    ("kind", "calendar", "ends"),
    [
        ("day_began", "cn", ["2026-05-01T16:00", "2026-05-02T16:00"]),
        ("day_began", "cn-hub", ["2026-05-02T04:00", "2026-05-03T04:00"]),
        (MONTH_BEGAN, "cn", ["2026-05-31T16:00"]),
        (MONTH_BEGAN, "cn-hub", ["2026-06-01T04:00"]),
    ],
)
def test_a_day_or_month_carries_its_last_microsecond(kind: str, calendar: str, ends: list[str]):
    events = began(ROSTER.head(1), HANDBOOK.calendars[calendar], range(day(5, 1), day(5, 3)), kind)
    after = events.select(pl.col(ENDS_AT) + pl.duration(microseconds=1)).to_series()
    assert after.dt.strftime("%Y-%m-%dT%H:%M").to_list() == ends


def test_an_episode_has_the_same_ids_whenever_it_is_found():
    cold = Episode("cold-1", "trip", "T1", 7)
    ids = [
        episode_id(cold, "excursion_began", 7),
        episode_id(cold._replace(version="cold-2"), "excursion_began", 7),  # another reducer may see it otherwise
        episode_id(cold._replace(subject="T2"), "excursion_began", 7),
        episode_id(cold._replace(began_at=6), "excursion_began", 7),
        episode_id(cold, "excursion_ended", 9),
        episode_id(cold, "excursion_ended", 8),  # it ended sooner, as late measurements show
    ]
    assert len(set(ids)) == len(ids)
    assert episode_id(Episode("cold-1", "trip", "T1", 7), "excursion_began", 7) == ids[0]


def test_every_episode_of_the_vocabulary_has_both_ends():
    kinds = HANDBOOK.vocabulary.kinds
    begun = {name.removesuffix("_began") for name in kinds if name.endswith("_began") and name not in KINDS}
    assert begun == {name.removesuffix("_ended") for name in kinds if name.endswith("_ended")}
    assert {"excursion", "driving", "deviation", "overload", "blockage", "camera_lost", "feed_silent"} <= begun
    for name in begun:
        assert kinds[f"{name}_began"].subjects == kinds[f"{name}_ended"].subjects
