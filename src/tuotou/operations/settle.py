"""Settle: say everything that there is to say of some subjects up to an instant, and when to look again.

One transaction holds the subjects. Who settles late says the same as who settled in time, so it may be done at any
moment, by anybody, again and again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import polars as pl

from tuotou.core.promises.changes import GONE, Change, Known, Row, changes
from tuotou.core.promises.watching import look
from tuotou.operations.watch import Watch
from tuotou.store import bulk
from tuotou.store.held import Held, around
from tuotou.store.models import DataFinding, Promise, Subject, Verdict

Clock = Callable[[], int]
"""Now, µs UTC: read once the subjects are held, so that whatever is recorded later is later (rule 3)."""

KEY: Final = ("subject_kind", "subject")
ASKED: Final = dict.fromkeys((*KEY, "standard"), pl.String())
BELIEVED: Final = (
    "version", "opens_at", "due_at", "kept_at", "void_at", "void_reason", "kept_by", "doubt", "estimated", "site",
    "person",
)  # fmt: skip
"""What of a promise may turn out otherwise while its status stays."""
STANDING: Final = ("status", "level", "known_at")
IDENTITY: Final = ("id", "subject", "standard", "life", "per", "opening", "trial")
VERDICT: Final = ("promise", "known_at", "written_at", "status", "level", "version", "site", "person", "tell_at")


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of it."""

    subjects: int
    verdicts: int


class _Stored(NamedTuple):
    """A promise as the database has it."""

    standard: str
    subject: int
    standing: tuple[str, int]
    known_at: int
    believed: tuple[Any, ...]  # by BELIEVED


def settle(held: Held, watch: Watch, until: int, beside: Held | None = None) -> Settled:
    """Say what there is to say of the subjects held up to `until` (µs UTC), and note when to look again.

    `beside`: what they rode in and went on as, where that was read already.
    """
    beside = around(held, watch.vocabulary, watch.columns) if beside is None else beside
    ids = {(kind, number): id for id, kind, number in held.heads.select("subject_id", *KEY).iter_rows()}
    owners = {id: key for key, id in ids.items()}
    stored = _stored(list(owners))
    events = pl.concat([held.events, beside.events], how="diagonal_relaxed")
    asked = pl.DataFrame([(*owners[s.subject], s.standard) for s in stored.values()], schema=ASKED, orient="row")
    looked = look(events, held.heads.select(*KEY, "known_until", "next_due_at"), asked, watch.docket, until)
    known = [Known(id, *owners[s.subject], s.standing) for id, s in stored.items()]
    found, rows = changes(looked, known)
    _save_promises(found, rows, stored, ids)
    bulk.append(Verdict, VERDICT, [_verdict(change, rows, stored, (watch, until)) for change in found])
    _save_heads(looked.heads, ids, until)
    _save_findings(looked.findings, until)
    return Settled(len(ids), len(found))


def _stored(subjects: Sequence[int]) -> dict[str, _Stored]:
    """The promises of some subjects of which something was said, by their ids."""
    found = bulk.rows(Promise, ("id", "standard", "subject", *STANDING, *BELIEVED), "subject", subjects)
    return {
        id: _Stored(standard, subject, (status, level), known_at, tuple(believed))
        for id, standard, subject, status, level, known_at, *believed in found
    }


def _save_promises(
    found: Sequence[Change], rows: Mapping[str, Row], stored: Mapping[str, _Stored], ids: Mapping[tuple[str, str], int]
) -> None:
    """The promises as they stand now, those that changed or are believed to be otherwise."""
    last = {change.id: change for change in found}
    fresh = []
    for id, row in rows.items():
        change, before, believed = last.get(id), stored.get(id), tuple(row[name] for name in BELIEVED)
        if change is not None:
            standing = (*change.standing, change.known_at)
        elif before is not None and before.believed != believed:
            standing = (*before.standing, before.known_at)
        else:
            continue
        owner = ids[row["subject_kind"], row["subject"]]
        identity = (id, owner, row["standard"], row["life"], json.dumps(row["per"]), row["opening"], row["trial"])
        fresh.append((*identity, *standing, *believed))
    bulk.upsert(Promise, (*IDENTITY, *STANDING, *BELIEVED), fresh, ("id",), (*STANDING, *BELIEVED))
    gone = [(id, *GONE, change.known_at) for id, change in last.items() if id not in rows]
    bulk.update(Promise, ("id", *STANDING), gone)


def _verdict(
    change: Change, rows: Mapping[str, Row], stored: Mapping[str, _Stored], watched: tuple[Watch, int]
) -> tuple[Any, ...]:
    """What is said, and from when on people are to be told."""
    row, (watch, until) = change.row or rows.get(change.id), watched
    if row is not None:
        standard, version, site, person = (row[name] for name in ("standard", "version", "site", "person"))
    else:
        before = stored[change.id]
        standard, version, *_, site, person = before.standard, *before.believed
    promised = watch.versions[standard, version]
    patience = promised.settle if change.standing[0] == "broken" else 0
    tell_at = None if promised.status == "trial" else change.known_at + patience
    return (change.id, change.known_at, until, *change.standing, version, site, person, tell_at)


def _save_heads(heads: pl.DataFrame, ids: Mapping[tuple[str, str], int], until: int) -> None:
    rows = [(ids[kind, number], until, *rest) for kind, number, *rest in heads.iter_rows()]
    bulk.update(Subject, ("id", "known_until", "next_due_at", "ended_at", "site"), rows)


def _save_findings(findings: pl.DataFrame, until: int) -> None:
    named = findings.with_columns(pl.col("standard", "event").fill_null("")).unique()
    rows = [(*row, until) for row in named.select("finding", *KEY, "event", "standard").iter_rows()]
    key = ("subject_kind", "subject", "event", "finding", "standard")
    bulk.upsert(DataFinding, ("finding", *KEY, "event", "standard", "known_at"), rows, key)
