"""From what promises were at the end of each spell to what is new about them since it was last said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import polars as pl

from tuotou.core.promises.identity import promise_id
from tuotou.core.promises.naming import KEY
from tuotou.core.promises.promise import STATUSES
from tuotou.core.promises.spoken import SPOKEN
from tuotou.core.promises.unchanged import WAS, news
from tuotou.core.promises.watching import Looked
from tuotou.core.promises.worlds import SUBJECT

Row = Mapping[str, Any]
"""A promise with its names, `naming.SCHEMA`; instants in µs."""
Standing = tuple[str, int]
"""(status, warning levels reached)."""

GONE: Final = ("gone", 0)
SAID: Final = frozenset(STATUSES[status] for status in SPOKEN)


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


def changes(looked: Looked, before: pl.DataFrame) -> tuple[list[Change], dict[str, Row]]:
    """What is new, in order of time for each promise; and every promise of which something may be, as it stands last.

    `before`: the promises that something was said of; see `unchanged.news`.
    """
    said, before = news(looked, before)
    last = {each.id: each for each in _known(before)}
    seen = _seen(said)
    turns: dict[tuple[str, str], list[tuple[int, int]]] = {}
    concerned = pl.concat([said.select(SUBJECT), before.select(SUBJECT)])
    spells = looked.spells.join(concerned, on=list(SUBJECT), how="semi").sort("turn")
    for kind, subject, turn, since in spells.iter_rows():
        turns.setdefault((kind, subject), []).append((turn, since))
    found: list[Change] = []
    for id in {**seen, **last}:
        rows = seen.get(id, {})
        one = next(iter(rows.values()), None)
        owner = (one["subject_kind"], one["subject"]) if one else (last[id].subject_kind, last[id].subject)
        standing = last[id].standing if id in last else None
        found += _told(id, standing, [(since, rows.get(turn)) for turn, since in turns.get(owner, ())])
    return found, {id: rows[max(rows)] for id, rows in seen.items()}


def _known(before: pl.DataFrame) -> Iterator[Known]:
    for id, kind, subject, *standing in before.select("id", *SUBJECT, WAS + "status", WAS + "level").iter_rows():
        yield Known(id, kind, subject, (standing[0], standing[1]))


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
    """How a promise stood in its spell since it was known, at each instant at which that may have changed."""
    since, before, due = max(row["since"], row["known"]), row["before"], row["due_at"]
    warnings = [] if row["paused"] else row["warn_at"]
    turns = (*warnings, row["opens_at"], due + 1, row["kept_known"], row["void_known"])
    for at in sorted({since, *(turn for turn in turns if since < turn < before)}):
        yield at, _standing(row, at, warnings)


def _standing(row: Row, at: int, warnings: Sequence[int]) -> Standing:
    """How it stood at an instant, by what was known then: rule 7."""
    due, settled = row["due_at"], row["status"]
    kept = row["kept_at"] if row["kept_known"] <= at else None
    void = row["void_at"] if row["void_known"] <= at else None
    if settled == "cannot_say" or row["impossible"]:
        return settled, 0
    if void is not None and void <= due and (kept is None or void < kept):
        return "void", 0
    if kept is not None:
        return ("kept" if kept <= due else "kept_late"), 0
    if at > due:
        return "broken", 0
    level = sum(warn <= at for warn in warnings) if at >= row["opens_at"] else 0
    return ("at_risk", level) if level else ("open", 0)
