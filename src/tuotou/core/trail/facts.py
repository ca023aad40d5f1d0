"""From recorded rows to facts: what is believed at an instant, each event once, nothing retracted."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import polars as pl

from tuotou.core.trail.trail import finding
from tuotou.core.trail.vocabulary import RETRACTED

ORDER = ("subject_kind", "subject", "at", "id")
AHEAD = "ahead"  # marks a retraction that counts already but happens only later
NOT_CONTENT = ("subject_kind", "subject", "id", "recorded_at", AHEAD)
CONTENT = ("kind", "at", "site", "person", "source")  # and every attribute (rule 8)


def believed(events: pl.DataFrame, as_of: int) -> pl.DataFrame:
    """The events known and past at `as_of` (µs UTC); retractions count from their recording (rules 1, 11)."""
    instant = pl.lit(as_of).cast(events.schema["at"])
    known = events.filter(pl.col("recorded_at") <= instant)
    ahead = (pl.col("at") > instant).fill_null(False)
    if not known.select(ahead.any()).item():
        return known
    return known.filter(~ahead | (pl.col("kind") == RETRACTED)).with_columns(ahead.alias(AHEAD))


def distinct(events: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each (subject, id) once: the first recorded stands; other content is a finding (rule 8).

    `events` hold whole subjects, adjacent. Nothing is copied where nothing is repeated.
    """
    if not _repeated(events):
        return events, finding("conflict", events.clear())
    key = ["subject_kind", "subject", "id"]
    marked = events.with_columns(pl.len().over(key).alias("copies"))
    once = marked.filter(pl.col("copies") == 1).drop("copies")
    twice = marked.filter(pl.col("copies") > 1).drop("copies")
    twice = twice.with_columns(pl.Series("content", _contents(twice), dtype=pl.String))
    firsts = twice.sort(*key, "recorded_at", "content").unique(key, keep="first", maintain_order=True)
    conflicts = twice.unique([*key, "content"]).filter(pl.len().over(key) > 1).unique(key)
    stood = pl.concat([once, firsts.drop("content")], how="vertical").sort(*ORDER)
    return stood, finding("conflict", conflicts.sort(*key))


def unretracted(events: pl.DataFrame) -> pl.DataFrame:
    """Without what was retracted; a retraction is final and cannot itself be retracted (rule 11)."""
    if "retracts" not in events.columns:
        return _past(events)
    retractions = events.filter((pl.col("kind") == RETRACTED) & pl.col("retracts").is_not_null())
    if retractions.is_empty():
        return _past(events)
    named = retractions.select("subject_kind", "subject", pl.col("retracts").alias("id"))
    target = events.filter(pl.col("kind") != RETRACTED).join(named, on=["subject_kind", "subject", "id"], how="semi")
    return _past(events.join(target.select(*ORDER), on=list(ORDER), how="anti", maintain_order="left"))


def _past(events: pl.DataFrame) -> pl.DataFrame:
    """Without retractions that happen only later: they have taken effect, but are not on the trail yet."""
    return events.filter(~pl.col(AHEAD)).drop(AHEAD) if AHEAD in events.columns else events


def _repeated(events: pl.DataFrame) -> bool:
    """Whether some (subject, id) may stand twice: one sort of 64-bit hashes instead of a group-by."""
    subject = events["subject"].hash(seed=1).to_numpy()
    keys = np.sort(subject * np.uint64(0x9E3779B97F4A7C15) ^ events["id"].hash(seed=2).to_numpy())
    return bool((keys[1:] == keys[:-1]).any())


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
