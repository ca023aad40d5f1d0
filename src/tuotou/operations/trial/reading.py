"""What a trial reads of an archive: only events that a tried standard can hear of, where nothing else can matter to it.

An event that no standard hears of still cuts lives, and stands before another of its id. So a history that is shorter
than the silence that ends a life is needed, and the ids of all events are compared with those that are heard of.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuotou.archive.layout import SUBJECT_KEY
from tuotou.archive.parquet import ends, read_files
from tuotou.archive.read import Archive, Partition, Stack
from tuotou.core.promises.docket import Docket
from tuotou.core.trail.cancelling import cancellations
from tuotou.core.trail.derived import PASSES
from tuotou.core.trail.trail import Rows
from tuotou.core.trail.vocabulary import CONFIRMED, RETRACTED

_NAMED: Final = ["kind", SUBJECT_KEY, "id"]
_BITS: Final = 22  # of a hash that are looked at first: a table of 4 MiB stays in the cache
_REST: Final = np.uint64(64 - _BITS)


def heard_kinds(docket: Docket, *, hears_containers: bool) -> frozenset[str] | None:
    """The event kinds that decide anything for some standards; None: any may.

    What spreads from containers, what is derived, who holds the subject, and lives that an event begins hang on all.
    """
    vocabulary, standards = docket.handbook.vocabulary, [row.standard for row in docket.rows]
    held = any(answer.who == "holder" for one in standards for answer in one.answers)
    begun = any(vocabulary.subjects[one.subject].begins for one in standards)
    if hears_containers or held or begun or not docket.reads.isdisjoint(PASSES):
        return None
    always = {RETRACTED, CONFIRMED, *cancellations(vocabulary)}
    always |= {kind.name for kind in vocabulary.kinds.values() if kind.terminal or kind.continues}
    return docket.reads | always


def is_short(archive: Archive, docket: Docket) -> bool:
    """Whether no silence in the history is long enough to end a life. Raises `ArchiveError`."""
    subjects = docket.handbook.vocabulary.subjects
    silences = [rules.silence for rules in subjects.values() if rules.silence is not None]
    paths = [path for partition in archive.partitions() for path in _paths(partition)]
    found = ends(paths, "at") if paths else None
    return found is None or not silences or found[1] - found[0] <= min(silences)


def read_heard(partition: Partition, kinds: frozenset[str]) -> Stack:
    """The events of these kinds, and all others that share an id of their subject. Raises `ArchiveError`."""
    mine = pl.col("kind").cast(pl.String).is_in(sorted(kinds))
    heard = [read_files([path], partition.columns, mine) for path in _paths(partition)]
    twice = _shared(heard, read_files(_paths(partition), _NAMED, ~mine))
    if len(twice):
        mine |= pl.col("id").is_in(twice.implode())
        heard = [read_files([path], partition.columns, mine) for path in _paths(partition)]
    return Stack(pl.concat(heard, how="diagonal_relaxed"), tuple(each.height for each in heard))


def _paths(partition: Partition) -> list[Path]:
    return [run.path for run in partition.runs]


def _shared(heard: Sequence[pl.DataFrame], others: pl.DataFrame) -> pl.Series:
    """The ids that events of both have on one subject, and perhaps a few more: they are told by 64-bit hashes."""
    asked, hashes = np.concatenate([_hashes(each) for each in heard]), _hashes(others)
    near = _near(hashes, asked)
    asked = asked[_near(asked, hashes[near])]
    return others["id"][near[np.isin(hashes[near], asked)]].unique()


def _near(hashes: NDArray[np.uint64], others: NDArray[np.uint64]) -> Rows:
    """Those that begin with the bits of any other: few do whom none is equal to, and the rest need no comparing."""
    marked = np.zeros(2**_BITS, dtype=bool)
    marked[others >> _REST] = True
    return np.flatnonzero(marked[hashes >> _REST])


def _hashes(events: pl.DataFrame) -> NDArray[np.uint64]:
    hashes: NDArray[np.uint64] = events["id"].hash(3).to_numpy() ^ events[SUBJECT_KEY].to_numpy()
    return hashes
