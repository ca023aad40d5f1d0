"""What indicators count of generated trails is what somebody counts who walks through them parcel by parcel."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tuotou import handbook
from tuotou.core.indicators.figure import Measured
from tuotou.core.indicators.measure import measure
from tuotou.core.standards.indicator import Indicator
from tuotou.core.standards.indicator_document import read_indicators
from tuotou.core.trail.event import SCHEMA

HANDBOOK = handbook.load()
BEGAN = datetime(2026, 5, 1, tzinfo=UTC)
AS_OF = BEGAN + timedelta(days=6, hours=2)
CHINA = timedelta(hours=8)
KINDS = ("arrived", "held", "checked_out", "out_for_delivery")
HEAD = """
version: 1
status: in_force
subject: parcel
rows: [W7]
owner: hq_quality
title: {zh: 甲, en: A}
formula: {zh: 甲, en: A}
excludes: {zh: 甲, en: A}
source: {text: 甲, edition: "2026", confidence: L}
effective: {published: 2026-01-01, from: 2026-01-01}
better: lower
calendar: cn
by: [site, person]
"""
Event = tuple[str, datetime, str | None]  # kind, at, site
Trails = dict[str, list[Event]]

trails = st.dictionaries(
    st.sampled_from([f"YT{n}" for n in range(6)]),
    st.lists(
        st.tuples(
            st.sampled_from(KINDS),
            st.integers(0, 150).map(lambda n: BEGAN + timedelta(hours=n)),  # some after the instant of judging
            st.sampled_from(["SZ01", "HUB1", None]),
        ),
        min_size=1,
        max_size=8,
        unique_by=lambda event: event[1],
    ),
)


def indicator(words: str) -> Indicator:
    (found,), problems = read_indicators({"a.yaml": f"id: a{HEAD}{words}"}, HANDBOOK)
    assert not problems
    return found


COUNTED = indicator("form: count\nunit: pieces\ncount: {kind: [arrived, held], where: site LIKE 'SZ%'}\n")
SHARED = indicator(
    "form: share\nunit: '%'\nof: {kind: [held, checked_out], first: true}\nif: kind = 'held' AND site = 'SZ01'\n"
)
STOCK = indicator("form: count\nunit: pieces\ncount: {stock: arrived, until: out_for_delivery, older: 24 h}\n")
SPAN = indicator("form: values\nunit: min\nof: {from: arrived, to: out_for_delivery}\nfigures: [p50, mean]\n")


def said(found: Trails, asked: Indicator) -> Measured:
    rows = [
        {"subject_kind": "parcel", "subject": parcel, "id": f"e{turn}", "kind": kind, "at": at, "recorded_at": at,
         "site": site, "source": "handheld"}
        for parcel, events in found.items()
        for turn, (kind, at, site) in enumerate(events)
    ]  # fmt: skip
    frame = pl.DataFrame({name: [row.get(name) for row in rows] for name in SCHEMA}, schema=SCHEMA)
    (measured,) = measure(frame, HANDBOOK, [asked], int(AS_OF.timestamp()) * 1_000_000)
    return measured


def walked(found: Trails) -> Iterator[list[Event]]:
    """Each parcel's events that happened, in order of time."""
    for events in found.values():
        yield sorted((event for event in events if event[1] <= AS_OF), key=lambda event: event[1])


def day(at: datetime) -> date:
    return (at + CHINA).date()


def by(measured: Measured, word: str) -> dict[str, tuple[int, int | None]]:
    return {figure.name: (figure.counted, figure.of) for figure in measured.told_by(word)}


@given(trails)
def test_events_are_counted_on_their_day_at_their_site(found: Trails) -> None:
    mine = [e for events in walked(found) for e in events if e[0] in ("arrived", "held") and e[2] == "SZ01"]
    unsure = [e for events in walked(found) for e in events if e[0] in ("arrived", "held") and e[2] is None]
    told = said(found, COUNTED)
    assert by(told, "day") == {str(d): (n, None) for d, n in Counter(day(at) for _, at, _ in mine).items()}
    assert by(told, "site") == ({"SZ01": (len(mine), None)} if mine else {})
    assert (told.whole.counted, told.cannot_say) == (len(mine), len(unsure))


@given(trails)
def test_a_share_is_of_those_of_which_it_can_be_said(found: Trails) -> None:
    firsts = [next((e for e in events if e[0] in ("held", "checked_out")), None) for events in walked(found)]
    known = [e for e in firsts if e and (e[0] == "checked_out" or e[2] is not None)]
    good = [e for e in known if e[0] == "held" and e[2] == "SZ01"]
    told = said(found, SHARED)
    assert (told.whole.counted, told.whole.of) == (len(good), len(known))
    assert told.cannot_say == sum(e is not None for e in firsts) - len(known)


@given(trails)
def test_a_stock_is_what_lies_there_at_the_end_of_each_day(found: Trails) -> None:
    expected: Counter[date] = Counter()
    for events in walked(found):
        since = None
        for kind, at, _ in [*events, ("out_for_delivery", AS_OF, None)]:  # today is not over yet
            if kind == "arrived":
                since = since or at
            elif kind == "out_for_delivery" and since:
                first = day(since + timedelta(hours=24))
                expected.update(first + timedelta(days=n) for n in range((day(at) - first).days))
                since = None
    told = {name: n for name, (n, _) in by(said(found, STOCK), "day").items() if n}
    assert told == {str(d): n for d, n in expected.items()}


@given(trails)
def test_a_span_runs_from_the_first_to_the_next_on_the_day_on_which_it_ends(found: Trails) -> None:
    took: dict[date, list[int]] = defaultdict(list)
    for events in walked(found):
        begin = next((turn for turn, e in enumerate(events) if e[0] == "arrived"), len(events))
        end = next((at for kind, at, _ in events[begin:] if kind == "out_for_delivery"), None)
        if end is not None:
            took[day(end)].append((end - events[begin][1]) // timedelta(minutes=1))
    told = said(found, SPAN)
    assert by(told, "day") == {str(d): (len(minutes), None) for d, minutes in took.items()}
    every = sorted(m for minutes in took.values() for m in minutes)
    if every:
        assert told.whole.figures["mean"] == sum(every) / len(every)
        median = every[(len(every) + 1) // 2 - 1]
        assert median <= told.whole.figures["p50"] <= median * 1.01
