"""How figures lie in their rows: what a subject entered, who stands behind a number, how often each step was measured.

Columns one after another, compressed: most entries differ from the one before in little.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

Ids: TypeAlias = npt.NDArray[np.int64]
ENTRY: Final[Mapping[str, str]] = {"line": "<u4", "day": "<u2", "part": "u1", "n": "<i8", "step": "<u4", "total": "<i8"}
WIDTH: Final = sum(np.dtype(kind).itemsize for kind in ENTRY.values())
ENTRIES: Final = pl.Schema(
    {
        "subject_id": pl.Int64(), "line": pl.Int64(), "day": pl.Int64(), "part": pl.Int64(), "step": pl.Int64(),
        "n": pl.Int64(), "total": pl.Int64(),
    }
)  # fmt: skip
NOBODY: Final[Ids] = np.zeros(0, dtype=np.int64)
FAST: Final = 1  # of zlib's levels: these bytes change again soon


def pack_entries(entries: pl.DataFrame) -> dict[int, bytes]:
    """By subject, what it entered (`ENTRIES`)."""
    rows = entries.sort("subject_id", "line", "day", "part", "step")
    owner = rows["subject_id"].to_numpy()
    columns = [rows[name].to_numpy().astype(kind) for name, kind in ENTRY.items()]
    edges = [0, *(np.flatnonzero(owner[1:] != owner[:-1]) + 1).tolist(), len(owner)] if len(owner) else []
    found = dict[int, bytes]()
    for first, last in pairwise(edges):
        plain = b"".join(column[first:last].tobytes() for column in columns)
        found[int(owner[first])] = zlib.compress(plain, FAST)
    return found


def unpack_entries(packed: Iterable[tuple[int, bytes]]) -> pl.DataFrame:
    """`ENTRIES` of some subjects."""
    found: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in ("subject_id", *ENTRY)}
    for subject, blob in packed:
        plain, done = zlib.decompress(blob) if blob else b"", 0
        count = len(plain) // WIDTH
        found["subject_id"].append(np.full(count, subject, dtype=np.int64))
        for name, kind in ENTRY.items():
            found[name].append(np.frombuffer(plain, kind, count, done))
            done += count * np.dtype(kind).itemsize
    columns = {name: np.concatenate([np.zeros(0, dtype=np.int64), *each]) for name, each in found.items()}
    return pl.DataFrame({name: columns[name].astype(np.int64) for name in ENTRIES.names()}, schema=ENTRIES)


def pack_ids(ids: Ids) -> bytes | None:
    """Ids, ascending, as the gaps between them."""
    return zlib.compress(np.diff(ids, prepend=0).astype("<u4").tobytes(), FAST) if len(ids) else None


def unpack_ids(packed: bytes | None) -> Ids:
    """Ids, ascending."""
    return np.cumsum(np.frombuffer(zlib.decompress(packed), "<u4"), dtype=np.int64) if packed else NOBODY


def pack_steps(steps: Mapping[int, int]) -> bytes | None:
    """How often each step, none where it is nought."""
    kept = sorted((step, n) for step, n in steps.items() if n)
    return zlib.compress(np.array(kept, dtype="<i4").T.tobytes(), FAST) if kept else None


def unpack_steps(packed: bytes | None) -> dict[int, int]:
    """Step → how often."""
    if not packed:
        return {}
    step, n = np.frombuffer(zlib.decompress(packed), "<i4").reshape(2, -1).tolist()
    return dict(zip(step, n, strict=True))
