"""Subjects in a table: where each is, until when it is promised, how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tuotou.console.page import Request
from tuotou.console.subjects.number import address
from tuotou.console.subjects.words import title_of
from tuotou.console.tags import named
from tuotou.core.document import Bilingual
from tuotou.operations.inquiry.names import names_of
from tuotou.operations.inquiry.states import ENDED, MOVING, TROUBLE, State
from tuotou.operations.live.watch import Watch

STATES: Final[Mapping[str, Bilingual]] = {
    MOVING: Bilingual("在途", "On its way"),
    TROUBLE: Bilingual("问题件", "Trouble"),
    ENDED: Bilingual("已完结", "Ended"),
}
GOING_ON: Final = Bilingual("进行中", "Going on")
"""What does not move stands so."""
LOOKS: Final[Mapping[str, str]] = {MOVING: "calm", TROUBLE: "warn", ENDED: "good"}


STILL: Final = tuple((kind, MOVING) for kind in ("shift", "case", "person", "asset", "site", "feed"))


@dataclass(frozen=True, slots=True)
class Row:
    """A subject as a table shows it."""

    number: str
    kind: Bilingual
    href: str
    state: State
    word: Bilingual  # how it stands
    look: str
    because: str  # the event that says so
    last: str
    site: str
    person: str
    why: Bilingual | None = None  # why it was found

    @property
    def retired(self) -> bool:
        """Whether it lies in the archive."""
        return self.state.held.row is None


def rows_of(states: Sequence[State], request: Request, watch: Watch, why: Sequence[Bilingual | None] = ()) -> list[Row]:
    """Subjects as rows, in their order."""
    events = [state.last for state in states]
    names = names_of((e.site for e in events), (e.person for e in events), request.member.sight, request.now)
    reasons = why or [None] * len(states)
    return [
        Row(
            state.held.number,
            watch.vocabulary.subjects[state.held.kind].title,
            address(state.held.kind, state.held.number),
            state,
            GOING_ON if (state.held.kind, state.state) in STILL else STATES[state.state],
            LOOKS[state.state],
            title_of(state.because.kind, watch.vocabulary),
            title_of(state.last.kind, watch.vocabulary),
            named(names.site(state.last.site)) if state.last.site else "",
            names.person(state.last.person, state.last.site),
            reason,
        )
        for state, reason in zip(states, reasons, strict=True)
    ]
