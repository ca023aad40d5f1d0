"""A file is brought: kept under a name of ours and looked through; nothing is recorded."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import polars as pl
from django.conf import settings

from tuotou.core.document import suggest
from tuotou.feeds import FeedMapping, parse_mapping
from tuotou.feeds.bad_rows import BadRows
from tuotou.feeds.packed_size import unpacked_size
from tuotou.feeds.shipped import SHIPPED, shipped_mapping
from tuotou.operations.live.watch import current_watch
from tuotou.operations.reading import Reading
from tuotou.operations.try_feed import try_feed
from tuotou.operations.warnings.handling import CannotDo, Hand
from tuotou.store.models import AuditEntry, Upload
from tuotou.store.models.upload import BROKEN, TRIED
from tuotou.store.whole import writing

UNPACKED: Final = 512 * 2**20
SHOWN: Final = 10
"""First events that are shown."""
FAULTS: Final = 200
"""Faults that are shown; the file of bad rows holds all."""
BAD: Final = "bad_rows.csv"


def folder_of(id: str) -> Path:
    """Where an upload lies with what was made of it."""
    return Path(settings.HOME) / "uploads" / id


def file_of(upload: Upload) -> Path:
    """The file itself."""
    return folder_of(upload.id) / "upload"


def mapping_named(name: str) -> FeedMapping:
    """A shipped mapping. Raises `CannotDo`."""
    if name not in SHIPPED:
        raise CannotDo(f"there is no mapping '{name}'", suggest(name, SHIPPED))
    found, problems = parse_mapping(*shipped_mapping(name), current_watch().vocabulary)
    if found is None:
        raise RuntimeError(f"a shipped mapping is broken: {problems}")
    return found


def bring(name: str, pieces: Iterable[bytes], mapping: str, hand: Hand, wording: Any = str) -> Upload:
    """Keep a file and look it through. `wording`: says what is wrong in the language of who brought it.

    Raises `CannotDo` where it is too large or its mapping is unknown; nothing is kept then.
    """
    read_by, id = mapping_named(mapping), uuid4().hex
    folder = folder_of(id)
    folder.mkdir(parents=True)
    try:
        size = _kept(folder / "upload", pieces)
    except CannotDo:
        shutil.rmtree(folder)
        raise
    found = try_feed(folder / "upload", read_by, current_watch().vocabulary, SHOWN, BadRows(folder / BAD, wording))
    state = TRIED if found.events else BROKEN
    with writing():
        one = Upload.objects.create(
            id=id, name=name[:200], mapping=mapping, size=size, by=hand.by, at=hand.now, state=state,
            found={**told(found), "events": found.events, "kinds": dict(found.kinds), "first": _first(found.first)},
        )  # fmt: skip
        details = {"mapping": mapping, "size": size, "rows": found.rows, "refused": found.refused}
        AuditEntry.objects.create(
            at=hand.now, who=hand.by, act="events.bring", what=f"file {one.name}", details={**details, "upload": id}
        )
    return one


def told(found: Reading) -> dict[str, Any]:
    """How a file was read, as it is kept."""
    return {
        "rows": found.rows,
        "refused": found.refused,
        "errors": found.rejected.head(FAULTS).to_dicts(),
        "findings": [asdict(each) for each in found.findings],
        "problems": [{"what": each.what, "right": each.right, "row": each.line} for each in found.problems],
        "bad_files": [path.name for path in found.bad_files],
    }


def _kept(path: Path, pieces: Iterable[bytes]) -> int:
    with path.open("wb") as to:
        for piece in pieces:
            to.write(piece)
    if unpacked_size(path, UNPACKED) > UNPACKED:
        raise CannotDo(f"the file unpacks to more than {UNPACKED >> 20} MiB", "several files")
    return path.stat().st_size


def _first(events: pl.DataFrame) -> list[dict[str, Any]]:
    """The first events as JSON holds them."""
    return events.select("kind", "subject", pl.col("at").dt.epoch("us"), "site", "person").to_dicts()
