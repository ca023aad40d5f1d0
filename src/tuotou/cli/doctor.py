"""`tuotou doctor`: whether everything is as it must be, and what is to be done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.table import Table

from tuotou.cli.database import SETTINGS
from tuotou.cli.exits import Exit
from tuotou.cli.options import Json, Lang
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.operations.upkeep.diagnosis import Diagnosis

MARKS: Final = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "fail": "[red]✗[/]"}
SUBJECTS: Final = {
    "settings": "设置",
    "data-folder": "数据目录",
    "disk": "磁盘",
    "standards": "标准",
    "database": "数据库",
    "database-settings": "数据库设置",
    "connections": "连接数",
    "services": "外部程序",
    "clock": "时钟",
    "trails": "轨迹",
    "archive": "归档",
    "due": "到点判定",
    "containers": "车、包传递",
    "told": "待通知",
    "jobs": "自动任务",
}


Trails = Annotated[
    bool,
    typer.Option(
        "--trails", help="抽 1000 条轨迹，用日志重建后比对 · Rebuild a thousand trails from the log and compare them."
    ),
]
All = Annotated[bool, typer.Option("--all", help="与 --trails 连用：全部轨迹 · With --trails: all of them.")]
Repair = Annotated[
    bool,
    typer.Option("--repair", help="与 --trails 连用：坏的按日志重写 · With --trails: write damaged ones anew."),
]


def doctor(lang: Lang, trails: Trails = False, every: All = False, repair: Repair = False, json: Json = False) -> None:
    """体检：设置、数据库、时钟、磁盘、任务、积压，并说明怎么办 · Check everything, and say what to do."""
    voice = Voice(lang, json)
    if (every or repair) and not trails:
        voice.misused("--all" if every else "--repair", None, "goes with --trails", "add --trails")
    found = [*_examined(), *(_rebuilt(every, repair) if trails else ())]
    if json:
        voice.json([asdict(line) for line in found])
    else:
        voice.show(_table(found, voice))
    raise typer.Exit(Exit.UNWELL if any(line.level == "fail" for line in found) else Exit.DONE)


def _examined() -> Iterator[Diagnosis]:
    """All lines; where the settings cannot be read, that one."""
    from tuotou.operations.upkeep.diagnosis import fail

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    try:
        django.setup()
    except ValueError as error:
        what, _, right = str(error).partition("; right: ")
        name = getattr(error, "name", "")
        yield fail("settings", f"{name}: {what}" if name else what, right)
        return
    from tuotou.clockwork.clock import clock
    from tuotou.clockwork.state import check_jobs
    from tuotou.operations.upkeep.doctor import examine

    reached = True
    for line in examine(clock):
        reached = reached and not (line.subject == "database" and line.level == "fail")
        yield line
    if reached:
        yield from check_jobs(clock())


def _rebuilt(every: bool, repair: bool) -> Iterator[Diagnosis]:
    """The trails against the log; what else is wrong with documents or the database was said already."""
    from django.db import Error

    from tuotou.clockwork.clock import shared_clock
    from tuotou.handbook import read
    from tuotou.operations.upkeep.trails import check_trails

    handbook, problems = read()
    with suppress(Error):
        yield from () if problems else check_trails(handbook.vocabulary, shared_clock, every, repair)


def _table(found: list[Diagnosis], voice: Voice) -> Table:
    table = Table(title=voice.words("体检", "Check-up"), title_justify="left", title_style="bold", show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    for line in found:
        subject = voice.words(SUBJECTS.get(line.subject, line.subject), line.subject)
        table.add_row(MARKS[line.level], subject, voice.beside(line.what, line.right))
    return table
