"""Whatever sheets say: at no instant does a unit belong to two others, or, by way of others, to itself."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from tuotou.operations.organisation.circle import reaches
from tuotou.operations.organisation.timeline import Key, Row, Timelines, Trouble, fitting

ALONE = ("unit_id",)
INSTANTS = range(7)
CIRCLE: Trouble = ("parent", ("a circle", ""))
spans = st.tuples(st.integers(0, 5), st.one_of(st.none(), st.integers(1, 6))).filter(
    lambda span: span[1] is None or span[0] < span[1]
)
said = st.tuples(st.integers(0, 4), st.integers(0, 4), spans)


def rows(lines: Iterable[tuple[int, int, tuple[int, int | None]]], first: int = 0) -> list[Row]:
    found = []
    for place, (unit, parent, (since, until)) in enumerate(lines, first):
        values = {"unit_id": unit, "parent_id": parent, "since": since, "until": until}
        found.append(Row(place, (unit, since), values))
    return found


def no_circle(row: Row, beside: Timelines) -> Trouble | None:
    unit, parent = row.values["unit_id"], row.values["parent_id"]
    return CIRCLE if reaches(unit, parent, (row.since, row.until), beside) else None


def sound(held: Iterable[Row]) -> bool:
    """Looked at instant by instant, each as if there were no other."""
    kept = list(held)
    for instant in INSTANTS:
        now = [row for row in kept if row.since <= instant < row.until]
        parents = {row.values["unit_id"]: row.values["parent_id"] for row in now}
        if len(parents) < len(now):
            return False
        for unit in parents:
            at: int | None = unit
            for _ in range(len(parents) + 1):
                at = parents.get(at) if at is not None else None
            if at is not None:
                return False
    return True


def after(kept: Iterable[Row], stored: dict[Key, Row]) -> list[Row]:
    return list({**stored, **{row.key: row for row in kept}}.values())


@given(st.lists(said, max_size=8), st.lists(said, max_size=8))
def test_what_is_accepted_is_sound_and_stays_so(before: list[tuple], sheet: list[tuple]) -> None:  # type: ignore[type-arg]
    first, _ = fitting(rows(before), {}, ALONE, no_circle)
    stored = {row.key: row for row in first}
    assert sound(first)
    kept, faults = fitting(rows(sheet), stored, ALONE, no_circle)
    assert sound(after(kept, stored))
    assert {row.place for row in kept} & set(faults) == set()


@given(st.lists(said, max_size=8))
def test_what_is_refused_could_not_have_been_accepted(sheet: list[tuple]) -> None:  # type: ignore[type-arg]
    every = rows(sheet)
    kept, faults = fitting(every, {}, ALONE, no_circle)
    keys = [row.key for row in every]
    for place in faults:
        contradicted = keys.count(keys[place]) > 1
        assert contradicted or not sound([*kept, every[place]])


@given(st.lists(said, max_size=8))
def test_saying_it_again_is_refused_nowhere(sheet: list[tuple]) -> None:  # type: ignore[type-arg]
    kept, _ = fitting(rows(sheet), {}, ALONE, no_circle)
    again, faults = fitting(kept, {row.key: row for row in kept}, ALONE, no_circle)
    assert (again, faults) == (kept, {})
