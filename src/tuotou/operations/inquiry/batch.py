"""Many numbers at once, each answered in its place; how many questions are asked does not grow with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tuotou.operations.inquiry.numbers import spellings
from tuotou.operations.inquiry.passed import trails_seen
from tuotou.operations.inquiry.sight import Sight
from tuotou.operations.inquiry.states import State, states_of
from tuotou.operations.live.watch import Watch

KIND: Final = "parcel"


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found."""

    answers: Sequence[tuple[str, State | None]]  # in the order in which they were asked
    states: Sequence[State]
    watch: Watch


def look_up(numbers: Sequence[str], sight: Sight, watch: Watch, now: int) -> Looked:
    """How some parcels stand; what one may not see is as if it were not there. Raises `ArchiveError`."""
    spelled = spellings(numbers)
    held = trails_seen(KIND, [each for every in spelled.values() for each in every], sight, watch)
    meant = {number: next((each for each in spelled[number] if each in held), None) for number in numbers}
    wanted = [number for number in dict.fromkeys(meant.values()) if number]
    states = states_of((held[number] for number in wanted), watch, now)
    by_number = dict(zip(wanted, states, strict=True))
    return Looked([(number, by_number.get(meant[number] or "")) for number in numbers], states, watch)
