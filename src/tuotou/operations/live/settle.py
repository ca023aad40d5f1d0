"""Settle: say everything that there is to say of some subjects up to an instant, and when to look again.

One transaction holds the subjects. Who settles late says the same as who settled in time, so it may be done at any
moment, by anybody, again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from tuotou.core.promises.changes import changes
from tuotou.core.promises.identity import SEPARATOR
from tuotou.core.promises.naming import SCHEMA
from tuotou.core.promises.unchanged import NAME, WAS
from tuotou.core.promises.watching import look
from tuotou.operations.live.recount import note_recounts
from tuotou.operations.live.say import BELIEVED, Saying, Stored, stored
from tuotou.operations.live.watch import Watch
from tuotou.store import bulk
from tuotou.store.held import KEY, Held, around
from tuotou.store.models import DataFinding, Subject

Clock = Callable[[], int]
"""Now, µs UTC: read once the subjects are held, so that whatever is recorded later is later (rule 3)."""

ASKED: Final = dict.fromkeys((*KEY, "standard"), pl.String())

SAID: Final = {
    "id": pl.String(),
    **{name: SCHEMA.get(name, pl.String()) for name in NAME},
    **{
        WAS + name: pl.Int64() if SCHEMA[name].is_temporal() else SCHEMA[name]
        for name in ("status", "level", *BELIEVED)
    },
}


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of it."""

    subjects: int
    verdicts: int


def settle(held: Held, watch: Watch, until: int) -> Settled:
    """Say what there is to say of the subjects held up to `until` (µs UTC), and note when to look again."""
    beside = around(held, watch.vocabulary, watch.columns)
    ids = {(kind, number): id for id, kind, number in held.heads.select("subject_id", *KEY).iter_rows()}
    owners = {id: key for key, id in ids.items()}
    before = stored("subject", list(owners), watch.apart)
    events = pl.concat([held.events, beside.events], how="diagonal_relaxed")
    asked = pl.DataFrame([(*owners[s.subject], s.standard) for s in before.values()], schema=ASKED, orient="row")
    looked = look(events, held.heads.select(*KEY, "known_until", "next_due_at"), asked, watch.docket, until)
    found, rows = changes(looked, _as_said(before, owners))
    Saying(watch, until, ids, before).say(found, rows)
    note_recounts(held, beside, watch, until)
    _save_heads(looked.heads, ids, until)
    _save_findings(looked.findings, until)
    return Settled(len(ids), len(found))


def _as_said(before: Mapping[str, Stored], owners: Mapping[int, tuple[str, str]]) -> pl.DataFrame:
    """What was said of promises, as `unchanged.news` compares it."""
    rows = [
        (id, *owners[s.subject], s.standard, s.life, s.per, s.opening, *s.standing, *s.believed)
        for id, s in before.items()
    ]
    values = pl.col("values").str.json_decode(pl.List(pl.String)).list.join(SEPARATOR)
    return pl.DataFrame(rows, schema=SAID, orient="row").with_columns(values)


def _save_heads(heads: pl.DataFrame, ids: Mapping[tuple[str, str], int], until: int) -> None:
    rows = [(ids[kind, number], until, *rest) for kind, number, *rest in heads.iter_rows()]
    bulk.update(Subject, ("id", "known_until", "next_due_at", "ended_at", "site"), rows)


def _save_findings(findings: pl.DataFrame, until: int) -> None:
    named = findings.with_columns(pl.col("standard", "event").fill_null("")).unique()
    rows = [(*row, until) for row in named.select("finding", *KEY, "event", "standard").iter_rows()]
    key = ("subject_kind", "subject", "event", "finding", "standard")
    bulk.upsert(DataFinding, ("finding", *KEY, "event", "standard", "known_at"), rows, key)
