"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tuotou.cli.voice import Language, language

Json = Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON.")]
Lang = Annotated[
    Language,
    typer.Option(
        "--lang",
        metavar="zh|en",
        help="输出语言 · Language of the output.",
        default_factory=language,
        show_default="zh",
    ),
]
Given = Annotated[
    list[Path], typer.Argument(metavar="FILES…", help="文件，或一个归档目录 · Files, or one archive folder.")
]
Map = Annotated[
    str | None,
    typer.Option("--map", metavar="MAP", help="映射：自带的名字或文件 · Mapping: a shipped one's name, or a file."),
]
NeededMap = Annotated[
    str, typer.Option("--map", metavar="MAP", help="映射名或文件 · A shipped mapping's name, or a file.")
]
Standards = Annotated[
    Path | None,
    typer.Option(
        "--standards",
        metavar="DIR",
        help="标准目录，或含 standards/ 的整本手册；@live 是平台正在用的；缺省用自带的 · "
        "Folder of standards, or a handbook that holds standards/, or @live, what the platform judges by; "
        "instead of the shipped ones.",
    ),
]
Indicators = Annotated[
    Path | None,
    typer.Option(
        "--indicators", metavar="DIR", help="指标目录，缺省用自带的 · Folder of indicators instead of the shipped ones."
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="T",
        help="判定时刻（北京时间，如 2026-05-01 10:00），缺省为最后一次记录的时刻 · "
        "Instant to judge at; without it, the last recording. A date alone is its end.",
    ),
]
BadRows = Annotated[
    Path | None,
    typer.Option(
        "--bad-rows",
        metavar="FILE",
        help="不合格的行写到哪里，改好可再读；事件表写成 .parquet · "
        "Where refused rows go, to be corrected and read again; of a table of events to a .parquet file.",
    ),
]
Roster = Annotated[
    Path | None,
    typer.Option(
        "--roster",
        metavar="FILE",
        help="台账：每天、每月都要看的场地、人员、车辆 · Roster: what is watched each day and month without any event.",
    ),
]
