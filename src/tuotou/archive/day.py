"""One day of an archive: its files are made beside it, then take its place; a kill in between is made good."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.archive.layout import COLUMNS, ORDER, REPLACED, WORK, ArchiveError, Day, FileSummary, folder_name
from tuotou.archive.order import ordered
from tuotou.archive.parquet import read_files
from tuotou.archive.spill import Cell, Spill

ROW_GROUP: Final = 131_072  # rows; finding one subject reads one group of a file
COMPRESSION: Final = "lz4"  # files half as large again as with zstd, read in three quarters of the time


def write_day(root: Path, day: int, files: Sequence[str], spill: Spill) -> tuple[str, int | None]:
    """Add a day's spilled cells to what stands there: the day's folder name and how many events are new.

    None where nothing changed: then not a file is touched.
    """
    name = folder_name(day)
    new, old = root / WORK / name, root / name
    before = Day.read(old) if old.exists() else Day({})
    new.mkdir()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        written = pool.map(lambda file: _write_file(old, new, Cell(day, file), spill), files)
        summaries = dict(zip(files, written, strict=True))
    changed = {file: summary for file, summary in summaries.items() if summary is not None}
    if not changed:
        shutil.rmtree(new)
        return name, None
    for file in before.files.keys() - changed.keys():
        os.link(old / f"{file}.parquet", new / f"{file}.parquet")
    after = Day({**before.files, **changed})
    after.write(new)
    _take_place(root, name)
    return name, after.events - before.events


def recover(root: Path) -> None:
    """Clear up after an append that died: a day whose files were just being replaced gets its old ones back."""
    for folder in (root / WORK / REPLACED).glob("day=*"):
        if not (root / folder.name).exists():
            folder.rename(root / folder.name)
    shutil.rmtree(root / WORK, ignore_errors=True)


def _take_place(root: Path, name: str) -> None:
    replaced = root / WORK / REPLACED
    replaced.mkdir(exist_ok=True)
    if (root / name).exists():
        (root / name).rename(replaced / name)
    (root / WORK / name).rename(root / name)


def _write_file(old: Path, new: Path, cell: Cell, spill: Spill) -> FileSummary | None:
    """Write one file of what stood in it and what is new; None, and no file, where nothing is new."""
    path = old / f"{cell.file}.parquet"
    standing = [read_files([path])] if path.exists() else []
    try:
        together = pl.concat([*standing, *spill.pieces(cell)], how="diagonal")
    except pl.exceptions.SchemaError as error:
        raise ArchiveError(f"{path}: {error}; give the attribute its old type, or archive into a new folder") from None
    more = (column for column in together if column.name not in COLUMNS)
    attributes = sorted(column.name for column in more if column.null_count() < len(column))
    events = _distinct(ordered(together.select(*COLUMNS, *attributes)))
    if standing and events.equals(standing[0]):
        return None
    target = new / f"{cell.file}.parquet"
    events.write_parquet(target, compression=COMPRESSION, row_group_size=ROW_GROUP)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return FileSummary(len(events), int(events["recorded_at"].to_physical().to_numpy().max()))


def _distinct(events: pl.DataFrame) -> pl.DataFrame:
    """Of events that are equal in all but `recorded_at` the first; they stand next to one another."""
    again = events.select(pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in ORDER)).to_series()
    again = again.fill_null(False)
    if not again.any():
        return events
    twins = again | again.shift(-1, fill_value=False)
    content = [name for name in events.columns if name != "recorded_at"]
    first = events.filter(twins).unique(content, keep="first", maintain_order=True)
    return ordered(pl.concat([events.filter(~twins), first]))
