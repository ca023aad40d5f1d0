"""What was said of one subject's promises, and when: from its own events, and those of what it is tied to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import groupby
from typing import Any, Final, NamedTuple

import polars as pl

from tuotou.core.promises.belief import log_docket
from tuotou.core.promises.docket import Docket
from tuotou.core.promises.naming import KEY

LATE: Final = 900_000_000  # µs; what was said broken later than this after it was due is worth a word
Key = tuple[Any, ...]
"""The values of `naming.KEY`: a promise's id (rule 15)."""


class Said(NamedTuple):
    """What was said of a promise, from when on."""

    known_at: int  # µs UTC
    verdict: str  # broken, kept_late, kept, void, open, or gone: no longer believed to have been made


def said_of(
    subjects: Collection[tuple[str, str]], recorded: pl.DataFrame, docket: Docket, until: int
) -> dict[Key, tuple[Said, ...]]:
    """Of every promise of some subjects that was ever said broken, all that was said of it up to `until` (µs UTC).

    `recorded`: the events of the subjects, and of all they rode in or are linked to.
    """
    kinds, numbers = (sorted(set(names)) for names in zip(*subjects, strict=True)) if subjects else ([], [])
    mine = pl.col("subject_kind").cast(pl.String).is_in(kinds) & pl.col("subject").is_in(numbers)
    log = log_docket(recorded.filter(mine), docket, until, recorded.filter(~mine))
    lines = log.with_columns(pl.col("known_at").to_physical()).iter_rows(named=True)
    return {
        key: tuple(Said(line["known_at"], line["verdict"]) for line in of) for key, of in groupby(lines, key=key_of)
    }


def key_of(row: Mapping[str, Any]) -> Key:
    """The id of the promise that a row is about."""
    return tuple(tuple(value) if isinstance(value := row[name], list) else value for name in KEY)


def telling(said: tuple[Said, ...], due_at: int) -> tuple[Said, ...]:
    """What was said, where it is more than that it was broken when it was due, and kept late at most."""
    in_time = bool(said) and said[0].known_at - due_at <= LATE
    return () if in_time and all(one.verdict == "kept_late" for one in said[1:]) else said
