"""Refused rows: what is wrong with them, where they are to be corrected, or the command that writes them there."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    import polars as pl

    from tuotou.feeds.bad_rows import BadRows
    from tuotou.operations.reading import Reading

SHOWN: Final = 1_000  # the rejections that a reading keeps
EXAMPLES: Final = 3
LONGEST: Final = 40  # characters of a cell that are shown


def bad_rows_file(voice: Voice, path: Path | None) -> BadRows | None:
    """Writes refused rows in the language of the command."""
    from tuotou.feeds.bad_rows import BadRows

    return BadRows(path, voice.told) if path else None


def where_refused(voice: Voice, reading: Reading, files: Sequence[Path]) -> Iterator[str]:
    """Where all refused rows are, or the command that writes them to a file; no files: they are corrected in place."""
    for path in reading.bad_files:
        yield voice.words("不合格的行在此，改好可再读：", "Refused rows, to be corrected and read again: ") + str(path)
    if reading.refused and not reading.bad_files and files:
        command = shlex.join(["tuotou", *sys.argv[1:], "--bad-rows", str(_unused(files[0]))])
        yield voice.words("把它们写进文件来改：", "To correct them in a file: ") + command


def _unused(file: Path) -> Path:
    """A name for the bad rows of a file, beside it, under which nothing lies yet."""
    stem = file.name.split(".")[0]
    names = chain([f"{stem}.bad.csv"], (f"{stem}.bad.{number}.csv" for number in count(2)))
    return next(path for path in map(file.with_name, names) if not path.exists())


def faults(rejected: pl.DataFrame, voice: Voice) -> Table:
    """Equal faults of a column together, with a few rows of each: a file has few faults and many bad rows."""
    import polars as pl

    table = Table(title=voice.words("哪里不合格", "What is wrong"), title_justify="left", title_style="bold")
    table.add_column(voice.words("列", "column"), overflow="fold")
    table.add_column(voice.words("行数", "rows"), justify="right", no_wrap=True)
    table.add_column(voice.words("原因和改法", "reason → what would be right"), overflow="fold", ratio=3)
    table.add_column(voice.words("例如（行：值）", "for example (row: value)"), overflow="fold", ratio=2)
    equal = rejected.group_by("field", "reason", "right", maintain_order=True).agg(
        pl.len().alias("rows"), pl.col("sheet", "row", "value").head(EXAMPLES)
    )
    for fault in equal.sort("rows", descending=True, maintain_order=True).iter_rows(named=True):
        rows = zip(fault["sheet"], fault["row"], fault["value"], strict=True)
        why = Text.assemble(
            voice.told(fault["reason"]), (voice.words("\n改法：", "\n→ ") + voice.told(fault["right"]), "dim")
        )
        table.add_row(fault["field"], f"{fault['rows']:,}", why, Text("\n".join(_example(*row, voice) for row in rows)))
    if rejected.height >= SHOWN:
        table.caption = voice.words(f"只统计前 {SHOWN:,} 处", f"of the first {SHOWN:,} faults")
    return table


def _example(sheet: str | None, row: int, value: str | None, voice: Voice) -> str:
    cell = (value or "")[:LONGEST] or voice.words("（空）", "(empty)")
    return f"{f'{sheet}!' if sheet else ''}{row}{voice.words('：', ': ')}{cell}"
