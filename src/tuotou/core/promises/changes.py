"""From what promises were at the end of each spell to what is new about them since it was last said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import polars as pl

from tuotou.core.promises.identity import promise_id
from tuotou.core.promises.naming import KEY
from tuotou.core.promises.promise import STATUSES
from tuotou.core.promises.spoken import SPOKEN
from tuotou.core.promises.watching import Looked

Row = Mapping[str, Any]
"""A promise with its names, `naming.SCHEMA`; instants in µs."""
Standing = tuple[str, int]
"""(status, warning levels reached)."""

GONE: Final = ("gone", 0)
SAID: Final = frozenset(STATUSES[status] for status in SPOKEN)
SETTLED: Final = frozenset(("kept", "kept_late", "void", "cannot_say"))
"""What hangs on no instant, once what decides it is known."""


class Known(NamedTuple):
    """What was last said of a promise."""

    id: str
    subject_kind: str
    subject: str
    standing: Standing


class Change(NamedTuple):
    """Something new about a promise."""

    id: str
    known_at: int  # µs UTC
    standing: Standing
    row: Row | None  # None: it is believed to be no promise any more


def changes(looked: Looked, known: Iterable[Known]) -> tuple[list[Change], dict[str, Row]]:
    """What is new, in order of time for each promise; and every promise that it was looked for, as it stands last."""
    last = {each.id: each for each in known}
    seen = _seen(looked.said)
    turns: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for kind, subject, turn, since in looked.spells.iter_rows():
        turns.setdefault((kind, subject), []).append((turn, since))
    found: list[Change] = []
    for id in {**seen, **last}:
        rows = seen.get(id, {})
        one = next(iter(rows.values()), None)
        owner = (one["subject_kind"], one["subject"]) if one else (last[id].subject_kind, last[id].subject)
        before = last[id].standing if id in last else None
        found += _told(id, before, [(since, rows.get(turn)) for turn, since in turns.get(owner, ())])
    return found, {id: rows[max(rows)] for id, rows in seen.items()}


def _seen(said: pl.DataFrame) -> dict[str, dict[int, Row]]:
    """Each promise by the turn of the spell in which it was seen."""
    found: dict[str, dict[int, Row]] = {}
    instants = [pl.col(pl.Datetime).to_physical(), pl.col("warn_at").cast(pl.List(pl.Int64))]
    for row in said.with_columns(instants).iter_rows(named=True):
        found.setdefault(promise_id([row[name] for name in KEY]), {})[row["turn"]] = row
    return found


def _told(id: str, last: Standing | None, spells: Iterable[tuple[int, Row | None]]) -> Iterator[Change]:
    """What changed, spell by spell; of a promise that nothing was said of yet only from the first that must be."""
    for since, row in spells:
        for at, standing in _standings(row) if row else [(since, GONE)]:
            if standing != last and (last is not None or standing[0] in SAID):
                yield Change(id, at, standing, row)
                last = standing


def _standings(row: Row) -> Iterator[tuple[int, Standing]]:
    """How a promise stood since its spell began, at each instant at which that may have changed: rule 7."""
    since, end = row["since"], row["before"] - 1
    status = row["status"]
    if status in SETTLED:
        yield since, (status, 0)
        return
    due, warnings = row["due_at"], [] if row["paused"] else row["warn_at"]
    turns = [at for at in (*warnings, row["opens_at"], due + 1) if since < at <= end]
    for at in (since, *sorted(set(turns))):
        level = sum(warn <= at for warn in warnings)
        if at > due:
            yield at, ("broken", 0)
        elif level and at >= row["opens_at"]:
            yield at, ("at_risk", level)
        else:
            yield at, ("open", 0)
