"""Where everything lies in an archive, and what its columns are.

    ROOT/archive.json                      how the archive is laid out
    ROOT/day=2026-06-01/day.json           what the day holds
    ROOT/day=2026-06-01/bucket=07.parquet  the events whose subject falls into bucket 7
    ROOT/day=2026-06-01/containers.parquet the events of bags, trips and whatever else contains
    ROOT/day=2026-06-01/links.parquet      a copy of the events that continue a trail under a new number

A day is a UTC day of recording. Rows are sorted by `ORDER`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Any, Final, Self

import polars as pl

from tuotou.core.trail.event import SCHEMA
from tuotou.core.trail.trail import PERSON, SITE
from tuotou.core.trail.vocabulary import Vocabulary

FORMAT: Final = 1
BUCKETS: Final = 16  # of a new archive; more where the first append is large
PARTITION: Final = 600_000  # events that a bucket should hold over all days: it is read as a whole
SUBJECT_KEY: Final = "subject_key"
ORDER: Final = (SUBJECT_KEY, "subject", "subject_kind", "at", "id")
CONTAINERS, LINKS = "containers", "links"
WORK: Final = ".append"  # the folder of an unfinished append
REPLACED: Final = "replaced"  # in it: days whose new files are about to take their place

CODED: Final[Mapping[str, pl.Categorical]] = {
    **{name: pl.Categorical(pl.Categories(f"tuotou.{name}")) for name in ("subject_kind", "kind", "source")},
    "site": SITE,
    "person": PERSON,
}
"""Columns of few words, kept as codes: `Series.to_physical()` gives them, the same in all frames of a process."""

COLUMNS: Final[Mapping[str, pl.DataType]] = {SUBJECT_KEY: pl.UInt64(), **SCHEMA, **CODED}
"""The columns of every file; the attributes that its events have follow."""


class ArchiveError(Exception):
    """An archive that cannot be read or written; the message says where, what, and what would be right."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What archive.json says: fixed when the archive is made."""

    format: int
    buckets: int
    containers: tuple[str, ...]  # subject kinds that contain others
    links: tuple[str, ...]  # event kinds that continue a trail
    order: tuple[str, ...] = ORDER

    @classmethod
    def of(cls, vocabulary: Vocabulary, buckets: int = BUCKETS) -> Self:
        """The layout of a new archive of events in these words."""
        containers = sorted(kind.name for kind in vocabulary.subjects.values() if kind.contains)
        links = sorted(kind.name for kind in vocabulary.kinds.values() if kind.continues)
        return cls(FORMAT, buckets, tuple(containers), tuple(links))

    def holding(self, events: int) -> Self:
        """The same with as many more buckets as keep a partition small when there are so many events."""
        return replace(self, buckets=max(self.buckets, ceil(events / PARTITION)))

    @classmethod
    def read(cls, root: Path) -> Self:
        """The layout of the archive at `root`. Raises `ArchiveError`."""
        right = "name a folder that `tuotou archive` wrote"
        found = cls(**_from_json(root / "archive.json", cls.__match_args__, right))
        if found.format != FORMAT:
            raise ArchiveError(f"{root}: archive format {found.format} is not {FORMAT}; archive the events again")
        return found

    def write(self, root: Path) -> None:
        """Write archive.json."""
        root.mkdir(parents=True, exist_ok=True)
        _to_json(self, root / "archive.json")


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What one Parquet file holds."""

    events: int
    recorded_until: int  # the largest recorded_at, µs


@dataclass(frozen=True, slots=True)
class Day:
    """What day.json says: enough to plan a reading without opening a Parquet file."""

    files: Mapping[str, FileSummary]  # by name without suffix

    @property
    def events(self) -> int:
        """The number of events; the links are copies."""
        return sum(file.events for name, file in self.files.items() if name != LINKS)

    @property
    def recorded_until(self) -> int:
        """The largest `recorded_at`, µs."""
        return max(file.recorded_until for file in self.files.values())

    @classmethod
    def read(cls, folder: Path) -> Self:
        """What the day in `folder` holds. Raises `ArchiveError`."""
        files = _from_json(folder / "day.json", ("files",), "remove the folder and archive that day again")["files"]
        return cls({name: FileSummary(**summary) for name, summary in files.items()})

    def write(self, folder: Path) -> None:
        """Write day.json."""
        _to_json(self, folder / "day.json")


def folder_name(day: int) -> str:
    """The folder of a day, counted from 1970-01-01."""
    return f"day={datetime.fromtimestamp(day * 86_400, UTC):%Y-%m-%d}"


def bucket_name(bucket: int) -> str:
    """The name, without suffix, of a bucket's file."""
    return f"bucket={bucket:02d}"


def day_folders(root: Path) -> Mapping[str, Path]:
    """Day folder name → path, in order of time; a day caught in the middle of being replaced is its old self."""
    found = {path.name: path for place in (root / WORK / REPLACED, root) for path in place.glob("day=*")}
    return {name: found[name] for name in sorted(found) if re.fullmatch(r"day=\d{4}-\d\d-\d\d", name)}


def _to_json(record: Layout | Day, path: Path) -> None:
    written = path.with_suffix(".new")
    written.write_text(json.dumps(asdict(record), indent=1) + "\n", encoding="utf-8")
    written.replace(path)


def _from_json(path: Path, names: Sequence[str], right: str) -> dict[str, Any]:
    """The named fields of a JSON file, lists as tuples."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        return {name: tuple(read[name]) if isinstance(read[name], list) else read[name] for name in names}
    except FileNotFoundError:
        raise ArchiveError(f"{path}: no such file; {right}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"{path}: cannot be read ({error}); {right}") from None
