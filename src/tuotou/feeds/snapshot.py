"""Sources that send the whole list again with each push: what vanished from a list is retracted.

A push of a subject is compared with the one before it. Rows that stay are the same events, however
their wording changed; a row that comes back after it vanished is a new event, for a retraction is
final (kernel rules 9 and 11). Pushes of one subject must stand in the order of their arrival.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Final

import polars as pl

from tuotou.core.trail.event import SCHEMA
from tuotou.core.trail.vocabulary import RETRACTED

PUSHED: Final = "_pushed"
"""Column that tells the pushes of a subject apart."""
_PLACE: Final = "_place"
_SCHEMA: Final = {**SCHEMA, "retracts": pl.String()}


Told = tuple[str, str | None]
"""Of an event that a source told before: its id, and that of the event that it takes back."""


class Snapshots:
    """The last lists of every subject met so far; a push may be spread over several batches.

    `recall` says what the source told of a subject before this input, in the order of its recording.
    """

    def __init__(self, recall: Callable[[str], Iterable[Told]] = lambda _: ()) -> None:
        self._lists: dict[str, _List] = {}
        self._recall = recall

    def news(self, events: pl.DataFrame, partial: Collection[tuple[str, str]]) -> pl.DataFrame:
        """Of events with a column `PUSHED`: those that are new, and the retractions that are now certain.

        `partial` names the (subject, push) of which a row was refused: nothing vanishes by them.
        """
        placed = events.with_row_index(_PLACE)
        fresh: dict[int, str] = {}
        retractions: list[_Row] = []
        for group, rows in placed.group_by(["subject", PUSHED], maintain_order=True):
            subject, push = str(group[0]), str(group[1])
            listed = self._list(subject)
            if push != listed.push:
                retractions += listed.settle()
                listed.begin(push, rows.row(0, named=True))
            listed.partial = listed.partial or (subject, push) in partial
            fresh |= {
                place: new for id_, place in zip(rows["id"], rows[_PLACE], strict=True) if (new := listed.add(id_))
            }
        kept = placed.filter(pl.col(_PLACE).is_in(list(fresh)))
        kept = kept.with_columns(id=pl.col(_PLACE).replace_strict(fresh, default=None, return_dtype=pl.String))
        news = kept.drop(_PLACE, PUSHED)
        return pl.concat([news, _frame(retractions)], how="diagonal_relaxed") if retractions else news

    def _list(self, subject: str) -> _List:
        if subject not in self._lists:
            self._lists[subject] = _List()
            self._lists[subject].recall(self._recall(subject))
        return self._lists[subject]

    def last(self) -> pl.DataFrame:
        """The retractions by the last push of each subject, at the end of the input."""
        return _frame([row for listed in self._lists.values() for row in listed.settle()])


_Row = dict[str, object]


class _List:
    """What one subject's pushes have listed."""

    def __init__(self) -> None:
        self.push, self.partial = "", False
        self._standing: dict[str, str] = {}  # id in the source → id of the event
        self._vanished: dict[str, int] = {}  # id in the source → how often it went
        self._listed: set[str] = set()  # by the push at hand
        self._told: _Row = {}

    def recall(self, told: Iterable[Told]) -> None:
        """What was told before counts as listed last."""
        for id_, retracts in told:
            if retracts is None:
                self._standing[id_.partition("+")[0]] = id_
            elif self._standing.pop(source := retracts.partition("+")[0], None):
                self._vanished[source] = self._vanished.get(source, 0) + 1
        self._listed = set(self._standing)

    def begin(self, push: str, row: _Row) -> None:
        """A new push, of which `row` is the first."""
        self.push, self.partial, self._listed = push, False, set()
        self._told = {name: row[name] for name in ("subject_kind", "subject", "recorded_at", "source")}

    def add(self, id_: str) -> str | None:
        """Note that the push lists an id; the id of its event where it is new."""
        self._listed.add(id_)
        if id_ in self._standing:
            return None
        times = self._vanished.get(id_, 0)
        self._standing[id_] = f"{id_}+{times}" if times else id_
        return self._standing[id_]

    def settle(self) -> list[_Row]:
        """The push is complete: a retraction for everything that it no longer lists."""
        gone = [] if self.partial else [id_ for id_ in self._standing if id_ not in self._listed]
        for id_ in gone:
            self._vanished[id_] = self._vanished.get(id_, 0) + 1
        return [self._retraction(self._standing.pop(id_)) for id_ in gone]

    def _retraction(self, event: str) -> _Row:
        return {**self._told, "at": self._told["recorded_at"], "id": f"{event}-", "kind": RETRACTED, "retracts": event}


def _frame(rows: list[_Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=_SCHEMA)
