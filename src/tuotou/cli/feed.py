"""`tuotou feed`: what a mapping makes of a file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from tuotou.cli.exits import Exit
from tuotou.cli.instant import shown
from tuotou.cli.loading import load_mapping
from tuotou.cli.options import BadRows, Json, Lang
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.core.trail.vocabulary import Vocabulary
    from tuotou.operations.try_feed import TryResult

SHOWN = 20
feed = typer.Typer(help="数据接入 · Feeds: tables of any source in.", no_args_is_help=True)


@feed.callback()
def _group() -> None:
    """数据接入 · Feeds: tables of any source in."""


@feed.command("try")
def try_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV、NDJSON、Parquet、Excel，可为 gzip · gzip too.")],
    lang: Lang,
    map: Annotated[
        str, typer.Option("--map", metavar="MAP", help="映射名或文件 · A shipped mapping's name, or a file.")
    ],
    bad_rows: BadRows = None,
    json: Json = False,
) -> None:
    """试读文件：前几行和所有问题 · The first rows as events, and everything that is wrong."""
    from tuotou.handbook import read_vocabulary
    from tuotou.operations.try_feed import try_feed

    voice = Voice(lang, json)
    vocabulary, problems = read_vocabulary()
    if problems:
        voice.refuse(Exit.DOCUMENTS, problems)
    mapping = load_mapping(voice, map, vocabulary)
    with voice.progress(voice.words("试读", "Reading")):
        tried = try_feed(file, mapping, vocabulary, bad_file=bad_rows)
    if json:
        voice.json(_as_json(tried))
    else:
        _show(tried, vocabulary, voice)
    raise typer.Exit(_ended(tried))


def _ended(tried: TryResult) -> Exit:
    if tried.clean:
        return Exit.DONE
    return Exit.PARTLY if tried.events else Exit.INPUT


def _as_json(tried: TryResult) -> dict[str, object]:
    return {
        "rows": tried.rows,
        "events": tried.events,
        "rejected_rows": tried.rejected_rows,
        "kinds": tried.kinds,
        "recording_assumed": tried.recording_assumed,
        "findings": [asdict(found) for found in tried.findings],
        "problems": [asdict(problem) for problem in tried.problems],
        "first": tried.first.to_dicts(),
        "rejected": tried.rejected.to_dicts(),
        "bad_files": tried.bad_files,
    }


def _show(tried: TryResult, vocabulary: Vocabulary, voice: Voice) -> None:
    if tried.events:
        voice.show(_first(tried, vocabulary, voice))
    if tried.rejected.height:
        voice.show(_rejected(tried, voice))
    voice.problems(tried.problems)
    voice.findings(tried.findings)
    rows, events, refused = (f"[bold]{count:,}[/]" for count in (tried.rows, tried.events, tried.rejected_rows))
    voice.show(
        voice.words(
            f"{rows} 行 → {events} 个事件；{refused} 行不合格。",
            f"{rows} rows → {events} events; {refused} rows refused.",
        )
    )
    for path in tried.bad_files:
        voice.show(
            voice.words("不合格的行在此，改好可再读：", "Refused rows, to be corrected and read again: ") + str(path)
        )


def _first(tried: TryResult, vocabulary: Vocabulary, voice: Voice) -> Table:
    table = Table(title=voice.words("前几个事件", "The first events"), title_justify="left")
    for heading in voice.words("对象 时刻 事件 网点 人员", "subject at event site person").split():
        table.add_column(heading, overflow="fold")
    for row in tried.first.iter_rows(named=True):
        kind = vocabulary.kinds[row["kind"]]
        at = shown(int(row["at"].timestamp() * 1_000_000))
        table.add_row(row["subject"], at, f"{voice.of(kind.title)} {kind.name}", row["site"], row["person"])
    return table


def _rejected(tried: TryResult, voice: Voice) -> Table:
    table = Table(title=voice.words("不合格的行", "Refused rows"), title_justify="left")
    for heading in voice.words("行 字段 值 原因 正确写法", "row field value reason right").split():
        table.add_column(heading, overflow="fold")
    for row in tried.rejected.head(SHOWN).iter_rows(named=True):
        where = f"{row['sheet']}!{row['row']}" if row["sheet"] else str(row["row"])
        table.add_row(where, *(str(row[name] or "") for name in ("field", "value", "reason", "right")))
    if tried.rejected.height > SHOWN:
        table.add_row("…")
    return table
