"""Drilling: the numbers of the parcels that stand behind a figure, page by page, without a scan.

They are known as they are now: of a figure that was published, with what came in since. Whoever has left the live
tables is not named any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

import numpy as np

from tuotou.operations.figures.booking import LISTED
from tuotou.operations.figures.publish import span
from tuotou.operations.figures.reading import Desk, NoFigure, Question
from tuotou.store import bulk
from tuotou.store.figure_sums import Asked, behind
from tuotou.store.ledger import unpack_ids
from tuotou.store.models import Subject

Which = Literal["counted", "others"]
"""Those above the line, or those below it that are not above: what is missing."""
LIMIT: Final = 100


class Behind(NamedTuple):
    """Somebody who stands behind a figure."""

    kind: str
    number: str
    site: str
    day: int


Key = tuple[int, int, int]
"""Day, line, subject."""


class Page(NamedTuple):
    """Some of them, and after whom the next page goes on; None: these were the last."""

    rows: list[Behind]
    after: Key | None


def drill(desk: Desk, asked: Question, which: Which, after: Key = (0, 0, 0), limit: int = LIMIT) -> Page:
    """The next who stand behind a figure, after a key. Raises `NoFigure`."""
    if asked.by not in LISTED:
        raise NoFigure(f"who stands behind a figure is not kept by {asked.by}", "ask for all, or by person")
    found = list[tuple[str, Key]]()
    for site, day, line, packed in _lists(desk, asked, which, after):
        ids = unpack_ids(packed)
        if (day, line) == after[:2]:
            ids = ids[np.searchsorted(ids, after[2], side="right") :]
        found += [(site, (day, line, id)) for id in ids[: limit - len(found)].tolist()]
        if len(found) >= limit:
            break
    rows = bulk.rows(Subject, ("id", "kind", "number"), "id", [key[2] for _, key in found])
    there = {id: (kind, number) for id, kind, number in rows}
    listed = [Behind(*there[key[2]], site, key[0]) for site, key in found if key[2] in there]
    return Page(listed, found[-1][1] if len(found) >= limit else None)


def _lists(desk: Desk, asked: Question, which: Which, after: Key) -> Iterator[tuple[str, int, int, bytes]]:
    """Site, day, line and the list of each figure, from a key on."""
    period = span(desk.calendar(asked.indicator), asked.word, asked.day)
    values = None if asked.value is None else [asked.value]
    for part in desk.stretches(desk.indicator(asked.indicator).calendar, period.first, period.last):
        first = max(part.first, after[0])
        if first <= part.last:
            mine = Asked([asked.indicator], asked.by, first, part.last, part.sites(asked.unit, asked.brand), values)
            yield from (row for row in behind(mine, which) if (row[1], row[2]) >= after[:2])
