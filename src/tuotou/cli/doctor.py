"""`tuotou doctor`: whether everything is as it must be, and what is to be done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import typer
from rich.table import Table

from tuotou.cli.database import SETTINGS
from tuotou.cli.exits import Exit
from tuotou.cli.options import Json, Lang
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.operations.diagnosis import Diagnosis

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
    "due": "到点判定",
    "containers": "车、包传递",
    "told": "待通知",
    "jobs": "自动任务",
}


def doctor(lang: Lang, json: Json = False) -> None:
    """体检：设置、数据库、时钟、磁盘、任务、积压，并说明怎么办 · Check everything, and say what to do."""
    voice = Voice(lang, json)
    found = [*_examined()]
    if json:
        voice.json([asdict(line) for line in found])
    else:
        voice.show(_table(found, voice))
    raise typer.Exit(Exit.UNWELL if any(line.level == "fail" for line in found) else Exit.DONE)


def _examined() -> Iterator[Diagnosis]:
    """All lines; where the settings cannot be read, that one."""
    from tuotou.operations.diagnosis import fail

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
    from tuotou.operations.doctor import examine

    reached = True
    for line in examine(clock):
        reached = reached and not (line.subject == "database" and line.level == "fail")
        yield line
    if reached:
        yield from check_jobs(clock())


def _table(found: list[Diagnosis], voice: Voice) -> Table:
    table = Table(title=voice.words("体检", "Check-up"), title_justify="left", title_style="bold", show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    for line in found:
        subject = voice.words(SUBJECTS.get(line.subject, line.subject), line.subject)
        table.add_row(MARKS[line.level], subject, voice.beside(line.what, line.right))
    return table
