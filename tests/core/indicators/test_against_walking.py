"""What indicators say of generated trails is what one finds who walks every trail event by event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from indicator_cast import measured, told

START, AS_OF = (datetime(2026, 5, day, tzinfo=UTC) for day in (1, 10))  # the zone does not matter: no clock is changed
END = "signed_by_self"
KINDS = ("arrived", "sorted", "departed", "out_for_delivery", END)
SITES = ("HUB1", "HUB2", "SZ02")


class Seen(NamedTuple):
    at: datetime
    kind: str
    site: str


Trail = tuple[Seen, ...]


@st.composite
def trails(draw: st.DrawFn) -> list[Trail]:
    """Some parcels, each with a few scans at different hours."""
    found = []
    for _ in range(draw(st.integers(1, 4))):
        hours = draw(st.lists(st.integers(0, 8 * 24), min_size=1, max_size=8, unique=True))
        seen = [
            Seen(START + timedelta(hours=hour), draw(st.sampled_from(KINDS)), draw(st.sampled_from(SITES)))
            for hour in sorted(hours)
        ]
        found.append(tuple(seen))
    return found


def text(parcels: Sequence[Trail]) -> str:
    """The trails as a scenario tells them."""
    lines = []
    for number, trail in enumerate(parcels, 1):
        lines.append(f"parcel YT{number}")
        lines += [f"  {each.at:%Y-%m-%d %H:%M}  {each.kind}  @{each.site}" for each in trail]
    return "\n".join(lines)


def living(trail: Trail) -> Trail:
    """What happened up to the end of the life."""
    ends = [turn for turn, each in enumerate(trail) if each.kind == END]
    return trail[: ends[0] + 1] if ends else trail


def nights(begin: datetime, end: datetime | None) -> Iterator[date]:
    """The days at whose end it was there."""
    last = (end or AS_OF).date()
    for days in range((last - begin.date()).days):
        yield begin.date() + timedelta(days)


def stays(trail: Trail, older: timedelta, *, elsewhere: bool) -> Iterator[date]:
    """The nights that a parcel lay where it arrived."""
    lies_at: Seen | None = None
    for each in living(trail):
        moved = elsewhere and lies_at is not None and each.site != lies_at.site
        if lies_at is not None and (each.kind in ("departed", END) or moved):
            yield from nights(lies_at.at + older, each.at)
            lies_at = None
        if each.kind == "arrived" and lies_at is None:
            lies_at = each
    if lies_at is not None:
        yield from nights(lies_at.at + older, None)


@settings(max_examples=25)
@given(parcels=trails(), older=st.sampled_from([0, 24, 60]), elsewhere=st.booleans())
def test_stock(parcels: list[Trail], older: int, elsewhere: bool) -> None:
    expected = Counter(day for each in parcels for day in stays(each, timedelta(hours=older), elsewhere=elsewhere))
    words = f"{{stock: arrived, until: departed, older: {older} h, elsewhere: {str(elsewhere).lower()}}}"
    found = measured(f"form: count\nunit: pieces\ncount: {words}\n", text(parcels))
    assert {day: n for day, (n, _) in told(found, "day").items() if n} == {str(day): n for day, n in expected.items()}
    assert found.whole.counted == expected.total()


@settings(max_examples=25)
@given(parcels=trails())
def test_what_each_site_handled(parcels: list[Trail]) -> None:
    expected = Counter(site for each in parcels for site in {seen.site for seen in living(each)})
    found = measured("form: count\nunit: pieces\ncount: {kind: any_scan, first: site}\nby: [site]\n", text(parcels))
    assert told(found, "site") == {site: (n, None) for site, n in expected.items()}


@settings(max_examples=25)
@given(parcels=trails())
def test_a_stage_from_the_last_before(parcels: list[Trail]) -> None:
    hours = []
    for trail in map(living, parcels):
        out = next((each for each in trail if each.kind == "out_for_delivery"), None)
        before = [each for each in trail if out and each.kind == "arrived" and each.at < out.at]
        if out and before:
            hours.append((out.at - before[-1].at) / timedelta(hours=1))
    of = "{from: {kind: arrived, before: out_for_delivery}, to: out_for_delivery}"
    whole = measured(f"form: values\nunit: h\nfigures: mean\nof: {of}\n", text(parcels)).whole
    assert whole.counted == len(hours)
    if hours:
        assert abs(whole.figures["mean"] - sum(hours) / len(hours)) < 1e-9


@settings(max_examples=25)
@given(parcels=trails(), limit=st.integers(1, 100))
def test_in_time(parcels: list[Trail], limit: int) -> None:
    counted, of = Counter[str](), Counter[str]()
    for trail in map(living, parcels):
        begin = next((each for each in trail if each.kind == "arrived"), None)
        due = begin.at + timedelta(hours=limit) if begin else AS_OF + timedelta(1)
        if begin and due <= AS_OF:
            of[f"{due:%Y-%m-%d}"] += 1
            done = any(each.kind == END and begin.at <= each.at <= due for each in trail)
            counted[f"{due:%Y-%m-%d}"] += done
    document = f"form: share\nunit: '%'\nof: {{from: arrived, to: {END}}}\nwithin: {limit} h\n"
    assert told(measured(document, text(parcels)), "day") == {day: (counted[day], n) for day, n in of.items()}
