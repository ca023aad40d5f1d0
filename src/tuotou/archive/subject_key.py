"""The key of a subject: 64 bits that are the same in every process, on every machine, for ever."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

import polars as pl

from tuotou.archive.layout import SUBJECT_KEY

_SEPARATOR: Final = "\x1f"  # stands in no number, so that no two subjects read alike


def subject_key(subject_kind: str, subject: str) -> int:
    """The key of one subject: BLAKE2b-64 of its kind and number."""
    return _digest(f"{subject_kind}{_SEPARATOR}{subject}")


def with_subject_keys(events: pl.DataFrame) -> pl.DataFrame:
    """The events with their `subject_key`; each subject is hashed once, for it comes back a dozen times."""
    name = pl.concat_str("subject_kind", "subject", separator=_SEPARATOR)
    names = events.select(name=name)
    unique = names.unique()
    keys = pl.Series(SUBJECT_KEY, _digests(unique["name"]), dtype=pl.UInt64)
    return events.with_columns(
        names.join(unique.with_columns(keys), on="name", how="left", maintain_order="left")[SUBJECT_KEY]
    )


def _digests(names: Iterable[str]) -> list[int]:
    return [_digest(name) for name in names]


def _digest(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
