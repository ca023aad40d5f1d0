"""What the platform said live beside what the replay of its own log says: they must not differ in anything."""

from __future__ import annotations

from typing import Any

import polars as pl

from tuotou.core.promises.belief import log_docket
from tuotou.core.promises.evaluate import evaluate_docket
from tuotou.core.promises.identity import promise_id
from tuotou.core.promises.naming import KEY
from tuotou.core.trail.facts import believed
from tuotou.operations.live.watch import Watch
from tuotou.store.log import recorded
from tuotou.store.models import Promise, Verdict

SPOKEN = ("at_risk", "broken", "kept_late")
COMPARED = ("status", "level", "due_at", "kept_at", "void_at", "kept_by", "site", "person", "doubt")
Log = dict[str, list[tuple[int, str]]]


def live_promises() -> dict[str, tuple[Any, ...]]:
    """The promises of which something stands said, as the platform has them."""
    rows = Promise.objects.filter(status__in=SPOKEN).values_list("id", *COMPARED)
    return {id: tuple(rest) for id, *rest in rows}


def replayed_promises(watch: Watch, until: int) -> dict[str, tuple[Any, ...]]:
    """The same by the replay of the log as of an instant."""
    known = believed(watch.docket.read_from(recorded(watch.vocabulary)), until)
    found = evaluate_docket(known, watch.docket, until).promises.filter(pl.col("status").is_in(SPOKEN))
    found = found.with_columns(pl.col(pl.Datetime).to_physical(), level=_level())
    return {
        promise_id([row[name] for name in KEY]): tuple(row[name] for name in COMPARED)
        for row in found.iter_rows(named=True)
    }


def _level() -> pl.Expr:
    return pl.when(pl.col("status") == "at_risk").then("level").otherwise(0)


def live_log() -> Log:
    """What was said of each promise from the first `broken` on, and when; warnings apart."""
    found: Log = {}
    for promise, known_at, status in Verdict.objects.order_by("promise", "known_at", "id").values_list(
        "promise", "known_at", "status"
    ):
        said, verdict = found.setdefault(promise, []), "open" if status == "at_risk" else status
        if (said or verdict == "broken") and (not said or said[-1][1] != verdict):
            said.append((known_at, verdict))
    return {promise: said for promise, said in found.items() if said}


def replayed_log(watch: Watch, until: int) -> Log:
    """The belief log of the replay of the log up to an instant."""
    told = log_docket(watch.docket.read_from(recorded(watch.vocabulary)), watch.docket, until)
    found: Log = {}
    for row in told.with_columns(pl.col(pl.Datetime).to_physical()).iter_rows(named=True):
        found.setdefault(promise_id([row[name] for name in KEY]), []).append((row["known_at"], row["verdict"]))
    return found
