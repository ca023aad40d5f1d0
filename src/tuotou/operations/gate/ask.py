"""Ask: may these acts be done now? Trails are read without holding anybody up, and judged together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from tuotou.core.gate.act import Acts
from tuotou.core.gate.answer import Answer, decided
from tuotou.core.gate.judging import gate_docket, judge_acts
from tuotou.core.gate.question import Question
from tuotou.core.promises.docket import Docket
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.vocabulary import SubjectKind
from tuotou.core.working_time.instant import DAY
from tuotou.handbook.acts import load_acts
from tuotou.store import retired
from tuotou.store.held import KEY
from tuotou.store.packing import columns_of
from tuotou.store.reading import Naming, read_few
from tuotou.store.recording import Clock


@dataclass(frozen=True)
class Gate:
    """What acts are judged by: the few standards that they can break at once, compiled once an edition."""

    acts: Acts
    docket: Docket

    @classmethod
    def of(cls, handbook: Handbook) -> Gate:
        """The gate by a handbook. Raises `BrokenHandbook`."""
        acts = load_acts(handbook.vocabulary)
        return cls(acts, gate_docket(handbook, acts))

    @cached_property
    def columns(self) -> dict[str, pl.DataType]:
        """The columns of a trail that judging an act reads."""
        return columns_of(self.docket.handbook.vocabulary, self.docket.columns)

    @cached_property
    def naming(self) -> Naming:
        """Which of its events name what it rode in."""
        return Naming.of(self.docket.handbook.vocabulary)


def ask(questions: Sequence[Question], gate: Gate, clock: Clock) -> list[Answer]:
    """The answer to each question, as if it were asked alone. The clock is read once all that is known was read."""
    vocabulary = gate.docket.handbook.vocabulary
    held = read_few({q.key for q in questions}, gate.naming).unpacked(gate.columns)
    left = _left(questions, held.heads)
    now = clock()
    archived = {key for key, place in left.items() if _goes_on(place, vocabulary.subjects[key[0]], now)}
    found = judge_acts(held.events, questions, gate.docket, now)
    return [decided(q, reasons, q.key in archived) for q, reasons in zip(questions, found, strict=True)]


def _left(questions: Sequence[Question], heads: pl.DataFrame) -> Mapping[retired.Key, retired.Place]:
    """Those of whom nothing is left here but that they have been: reading the archive would take longer than anybody
    waits."""
    live = {(kind, number) for kind, number, events in heads.select(*KEY, "events").iter_rows() if events}
    gone = {retired.key_of(*key): key for key in {q.key for q in questions} - live}
    return {gone[key]: place for key, place in retired.found(gone, "").items()} if gone else {}


def _goes_on(place: retired.Place, kind: SubjectKind, now: int) -> bool:
    """Whether what happens now would happen to the life that lies in the archive, not to a new one."""
    return kind.silence is None or now - (place.last_day + 1) * DAY <= kind.silence
