"""Reasons: of all that was judged, what the acts would break, or may break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from tuotou.core.gate.answer import Reason
from tuotou.core.gate.question import Question
from tuotou.core.promises.judge import Judged, Ruling
from tuotou.core.promises.promise import BROKEN, CANNOT_SAY, KEPT_LATE, STATUSES
from tuotou.core.standards.selector import kinds_of
from tuotou.core.standards.standard import Standard
from tuotou.core.trail.trail import Flags, Trail

LAST: Final = "\U0010ffff"
"""How the ids of acts begin: a character that no text may hold, and behind all others, so that an act comes after all
that was recorded at the same instant and is none of it."""
WRONG: Final = np.isin(np.arange(len(STATUSES)), (BROKEN, KEPT_LATE, CANNOT_SAY))
"""By status: whether a promise of an act would not hold."""


def acts_on(trail: Trail) -> dict[int, int]:
    """Row of each act on a trail → its question."""
    own = np.flatnonzero(~trail.inherited)
    ids = trail.events(own, ("id",)).to_series().to_list()
    return {row: int(id.removeprefix(LAST)) for row, id in zip(own.tolist(), ids, strict=True) if id.startswith(LAST)}


def reasons(judged: Judged, rows: Mapping[int, int], asked: Sequence[Question]) -> Iterator[tuple[int, Reason]]:
    """What acts would break, or may break. What is on trial stops nobody and advises nobody."""
    seen = set[tuple[int, str]]()
    for row, standard, sure in _said(judged, rows, asked):
        if standard.status != "trial" and (row, standard.id) not in seen:
            seen.add((row, standard.id))
            yield rows[row], Reason(standard, sure)


def _said(judged: Judged, rows: Mapping[int, int], asked: Sequence[Question]) -> Iterator[tuple[int, Standard, bool]]:
    """(row, standard, whether it is sure): broken ones first."""
    act = np.zeros(judged.sheet.trail.size, dtype=bool)
    act[[*rows]] = True
    wrong = [(ruling, *each) for ruling in judged.rulings for each in _wrong(ruling, act)]
    for sure in (True, False):
        yield from ((row, r.batch.version.standard, sure) for r, row, status in wrong if (status != CANNOT_SAY) is sure)
    docket_rows = judged.sheet.docket.rows
    place, row = (each[act[judged.unsure[1]]].tolist() for each in judged.unsure)
    yield from ((r, docket_rows[p].standard, False) for p, r in zip(place, row, strict=True))
    yield from _valueless(judged, rows, asked)


def _wrong(ruling: Ruling, act: Flags) -> Iterable[tuple[int, int]]:
    """(row, status) of the promises that acts open and that do not simply hold."""
    opened = ruling.batch.pairing.row[ruling.but]
    mine = act[opened] & WRONG[ruling.status]
    return zip(opened[mine].tolist(), ruling.status[mine].tolist(), strict=True)


def _valueless(
    judged: Judged, rows: Mapping[int, int], asked: Sequence[Question]
) -> Iterator[tuple[int, Standard, bool]]:
    """Of acts that lack what a standard must compare, such as the site: its promise cannot even open."""
    odd = judged.findings.select("finding", "event").rows() if len(judged.findings) else []
    lacking = {event for name, event in odd if name == "no_value"}
    for row, turn in rows.items() if lacking else ():
        if f"{LAST}{turn}" in lacking:
            question = asked[turn]
            given = question.attributes.keys() | {n for n in ("site", "person") if getattr(question, n)}
            for standard in _comparing(judged, question):
                needed = {*standard.per, *(s.other for s in standard.keep if s.other)}
                if needed - given:
                    yield row, standard, False


def _comparing(judged: Judged, question: Question) -> list[Standard]:
    """The standards that an act may open and that compare its values, the last version of each."""
    last = {row.standard.id: row.standard for row in judged.sheet.docket.rows}
    return [s for s in last.values() if s.subject == question.act.subject and question.kind in kinds_of(s.opens)]
