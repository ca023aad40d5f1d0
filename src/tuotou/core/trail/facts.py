"""From recorded rows to facts: what is believed at an instant, and which rows stand."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import polars as pl

from tuotou.core.trail.cancelling import cancelled
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import FEW, NO_FINDINGS, Codes, Flags, Rows, finding, micros, taken
from tuotou.core.trail.vocabulary import RETRACTED, Vocabulary
from tuotou.core.working_time import NEVER

ORDER = ("subject_kind", "subject", "at", "id")
AHEAD = "ahead"  # marks a retraction that counts already but happens only later
NOT_CONTENT = ("subject_kind", "subject", "id", "recorded_at", AHEAD)
CONTENT = ("kind", "at", "site", "person", "source")  # and every attribute (rule 8)


def believed(events: pl.DataFrame, as_of: int) -> pl.DataFrame:
    """The events known and past at `as_of` (µs UTC); retractions count from their recording (rules 1, 11)."""
    past = micros(events["recorded_at"]) <= as_of
    known = events if past.all() else events.filter(pl.Series(past))
    at = micros(known["at"])
    ahead = (at > as_of) & (at != NEVER)
    if not ahead.any():
        return known
    return known.with_columns(pl.Series(AHEAD, ahead)).filter(~pl.col(AHEAD) | (pl.col("kind") == RETRACTED))


def standing(events: pl.DataFrame, rows: Rows, subject: Codes, vocabulary: Vocabulary) -> tuple[Flags, pl.DataFrame]:
    """[n] which rows stand: each (subject, id) once, nothing retracted or cancelled, no retraction that is still ahead.

    `rows` are events of whole subjects, whose ordinals `subject` holds, ascending. Beside it the findings: ids with
    two contents (rule 8).
    """
    stands = np.ones(len(rows), dtype=bool)
    conflicts = NO_FINDINGS
    repeated = _repeated(events["id"], rows, subject)
    if len(repeated):
        losers, conflicts = _losers(repeated, events[rows[repeated]])
        stands[losers] = False
    stands[_retracted(events, rows, subject, stands)] = False
    stands[cancelled(events, rows, subject, stands, vocabulary)] = False
    if AHEAD in events.columns:
        stands &= ~events[AHEAD].fill_null(False).to_numpy()[rows]
    return stands, conflicts


def _repeated(ids: pl.Series, rows: Rows, subject: Codes) -> Rows:
    """Rows whose (subject, id) may stand twice: one sort of 64-bit hashes instead of a group-by of words."""
    if len(rows) <= FEW and len(set(zip(subject.tolist(), ids[taken(rows)], strict=True))) == len(rows):
        return np.zeros(0, dtype=np.int64)
    keys = subject.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) ^ ids.hash(seed=2).to_numpy()[rows]
    ordered = np.sort(keys)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    return places(np.isin(keys, twice)) if len(twice) else np.zeros(0, dtype=np.int64)


def _losers(rows: Rows, events: pl.DataFrame) -> tuple[Rows, pl.DataFrame]:
    """Rows that say again what stands already (the first recorded does), and one row of each id with two contents."""
    key = ["subject_kind", "subject", "id"]
    twice = events.with_columns(pl.Series("row", rows)).filter(pl.len().over(key) > 1)
    twice = twice.with_columns(pl.Series("content", _contents(twice.drop("row")), dtype=pl.String))
    firsts = twice.sort(*key, "recorded_at", "content").unique(key, keep="first")
    conflicts = twice.unique([*key, "content"]).filter(pl.len().over(key) > 1).unique(key).sort(*key)
    return twice.join(firsts.select("row"), on="row", how="anti")["row"].to_numpy(), finding("conflict", conflicts)


def _retracted(events: pl.DataFrame, rows: Rows, subject: Codes, stands: Flags) -> Rows:
    """Rows that a believed retraction of the same subject names; a retraction is final itself (rule 11)."""
    nothing = np.zeros(0, dtype=np.int64)
    if "retracts" not in events.columns or events["retracts"].null_count() == len(events):
        return nothing
    naming = places(events["retracts"].is_not_null().to_numpy()[rows] & stands)
    retractions = naming[(events["kind"][taken(rows[naming])].cast(pl.String) == RETRACTED).fill_null(False).to_numpy()]
    if not len(retractions):
        return nothing
    concerned = np.zeros(int(subject[-1]) + 1, dtype=bool)
    concerned[subject[retractions]] = True
    near = places(concerned.take(subject))
    named, ids = events["retracts"][taken(rows[retractions])], events["id"][taken(rows[near])]
    near = near[np.isin(ids.hash(seed=2).to_numpy(), named.hash(seed=2).to_numpy())]  # few, and some too many
    meant = set(zip(subject[retractions].tolist(), named, strict=True))
    theirs = events.select("id", "kind")[taken(rows[near])].cast(pl.String)
    found = zip(near.tolist(), subject[near].tolist(), theirs.iter_rows(), strict=True)
    hit = [row for row, whose, (id, kind) in found if kind != RETRACTED and (whose, id) in meant]
    return np.array(hit, dtype=np.int64)


def _contents(rows: pl.DataFrame) -> list[str]:
    """A digest of everything but the recording, the same on every machine."""
    plain = rows.select(pl.exclude("recorded_at", AHEAD)).with_columns(pl.col(pl.Datetime).to_physical())
    digests = []
    for row in plain.iter_rows(named=True):
        more = {
            name: value for name, value in row.items() if name not in (*CONTENT, *NOT_CONTENT) and value is not None
        }
        content = [*(row[name] for name in CONTENT), more]
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digests.append(hashlib.sha256(text.encode()).hexdigest())
    return digests
