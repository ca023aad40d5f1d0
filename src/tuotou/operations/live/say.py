"""Say: what is new about promises is written down: each as it stands now, and a verdict for every change."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import polars as pl

from tuotou.core.promises.changes import GONE, SAID, Change, Row
from tuotou.core.promises.identity import promise_id
from tuotou.core.promises.naming import KEY, complete
from tuotou.operations.live.watch import Watch
from tuotou.store import bulk
from tuotou.store.models import Promise, Verdict

BELIEVED: Final = (
    "version", "opens_at", "due_at", "kept_at", "void_at", "void_reason", "kept_by", "doubt", "estimated", "site",
    "person",
)  # fmt: skip
"""What of a promise may turn out otherwise while its status stays."""
STANDING: Final = ("status", "level", "known_at")
IDENTITY: Final = ("id", "subject", "standard", "life", "per", "opening", "trial")
VERDICT: Final = ("promise", "known_at", "written_at", "status", "level", "version", "site", "person", "tell_at")


class Stored(NamedTuple):
    """A promise as the database has it."""

    standard: str
    subject: int
    life: int
    per: str  # its values, as JSON
    opening: str
    standing: tuple[str, int]
    known_at: int
    believed: tuple[Any, ...]  # by BELIEVED


def stored(column: str, values: Sequence[Any], standards: Collection[str]) -> dict[str, Stored]:
    """The promises of some standards of which something was said, by their ids: those with these values in a column."""
    names = ("id", "standard", "subject", "life", "per", "opening", *STANDING, *BELIEVED)
    return {
        id: Stored(standard, subject, life, per, opening, (status, level), known_at, tuple(believed))
        for id, standard, subject, life, per, opening, status, level, known_at, *believed in bulk.rows(
            Promise, names, column, values
        )
        if standard in standards
    }


def rows_of(promises: pl.DataFrame) -> dict[str, Row]:
    """Promises with their names, some of the columns of `naming.SCHEMA`, by their ids and in their order."""
    plain = complete([promises]).with_columns(pl.col(pl.Datetime).to_physical())
    return {promise_id([row[name] for name in KEY]): row for row in plain.iter_rows(named=True)}


def news(rows: Mapping[str, Row], told: Mapping[str, Stored], known: Mapping[str, int]) -> Iterator[Change]:
    """What is new of promises that have no warning levels. `known`: when it became known how each stands."""
    for id, row in rows.items():
        standing, before = (row["status"], 0), told.get(id)
        if (before.standing != standing) if before else standing[0] in SAID:
            yield Change(id, max(known[id], before.known_at if before else 0), standing, row)


def gone(ids: Iterable[str], told: Mapping[str, Stored], known: int) -> Iterator[Change]:
    """Of promises that are believed to be none any more, those of which that was not said yet."""
    for id in sorted(ids):
        if told[id].standing != GONE:
            yield Change(id, known, GONE, None)


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said of some subjects at one time."""

    watch: Watch
    until: int  # µs UTC: when somebody looked
    ids: Mapping[tuple[str, str], int]  # of the subjects, by kind and number
    stored: Mapping[str, Stored]  # what was said before

    def say(self, found: Sequence[Change], rows: Mapping[str, Row]) -> None:
        """Write changes, in order of time for each promise. `rows`: the promises that were looked for, as they stand.

        What is believed of a promise otherwise than before is written without a verdict.
        """
        last = {change.id: change for change in found}
        fresh = [promise for id, row in rows.items() if (promise := self._promise(id, row, last.get(id)))]
        bulk.upsert(Promise, (*IDENTITY, *STANDING, *BELIEVED), fresh, ("id",), (*STANDING, *BELIEVED))
        gone = [(id, *GONE, change.known_at) for id, change in last.items() if id not in rows]
        bulk.update(Promise, ("id", *STANDING), gone)
        bulk.append(Verdict, VERDICT, [self._verdict(change, rows) for change in found])

    def _promise(self, id: str, row: Row, change: Change | None) -> tuple[Any, ...] | None:
        """The promise as it stands now, if it changed or is believed to be otherwise."""
        before, believed = self.stored.get(id), tuple(row[name] for name in BELIEVED)
        if change is not None:
            standing = (*change.standing, change.known_at)
        elif before is not None and before.believed != believed:
            standing = (*before.standing, before.known_at)
        else:
            return None
        owner = self.ids[row["subject_kind"], row["subject"]]
        identity = (id, owner, row["standard"], row["life"], json.dumps(row["per"]), row["opening"], row["trial"])
        return (*identity, *standing, *believed)

    def _verdict(self, change: Change, rows: Mapping[str, Row]) -> tuple[Any, ...]:
        """What is said, and from when on people are to be told."""
        row = change.row or rows.get(change.id)
        if row is not None:
            standard, version, site, person = (row[name] for name in ("standard", "version", "site", "person"))
        else:
            before = self.stored[change.id]
            standard, version, *_, site, person = before.standard, *before.believed
        promised = self.watch.versions[standard, version]
        waits = change.standing[0] == "broken" and promised.form != "share"  # a share has waited to be judged
        patience = promised.settle if waits else 0
        tell_at = None if promised.status == "trial" else change.known_at + patience
        return (change.id, change.known_at, self.until, *change.standing, version, site, person, tell_at)
