"""`tuotou indicators`: what is measured, and how."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from tuotou.cli.count import count
from tuotou.cli.document_table import listing, named, status, told
from tuotou.cli.exits import Exit
from tuotou.cli.figure_text import amount, unit
from tuotou.cli.figures import figure, target
from tuotou.cli.loading import load_handbook
from tuotou.cli.options import Indicators, Json, Lang, Standards
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.core.standards.handbook import Handbook
    from tuotou.core.standards.indicator import Indicator

indicators = typer.Typer(help="指标 · Indicators: what is measured, and how.", no_args_is_help=True)
BETTER = {"higher": ("越高越好", "higher"), "lower": ("越低越好", "lower"), "neither": ("—", "neither")}


def load_indicators(voice: Voice, handbook: Handbook, folder: Path | None) -> tuple[Indicator, ...]:
    """Those of a folder, all of them; without one the shipped ones that can be told of the handbook's standards."""
    from tuotou.handbook import fitting_indicators

    return fitting_indicators(handbook) if folder is None else checked_indicators(voice, handbook, folder)


def checked_indicators(voice: Voice, handbook: Handbook, folder: Path | None) -> tuple[Indicator, ...]:
    """Those of a folder, or the shipped ones; broken ones are refused with all their problems."""
    from tuotou.handbook import BrokenHandbook
    from tuotou.handbook import load_indicators as load

    if folder is not None and not next(folder.glob("*.yaml"), None):
        voice.lack(Exit.DOCUMENTS, str(folder), "no indicators here", "name a folder of .yaml documents")
    try:
        return load(handbook, folder)
    except BrokenHandbook as broken:
        voice.refuse(Exit.DOCUMENTS, broken.problems)


@indicators.command("list")
def list_(lang: Lang, indicators: Indicators = None, standards: Standards = None, json: Json = False) -> None:
    """列出全部指标 · List all indicators."""
    voice = Voice(lang, json)
    found = load_indicators(voice, load_handbook(voice, standards), indicators)
    if json:
        voice.json([_summary(one) for one in found])
        return
    table = listing(voice.words(f"指标（{len(found)} 项）", f"Indicators ({len(found)})"))
    for heading in voice.words("指标 单位 目标 方向 状态", "indicator unit target better status").split():
        table.add_column(heading)
    for one in found:
        table.add_row(
            named(one.title, one.id, one.version, voice),
            unit(one, voice.language),
            "" if one.target is None else amount(one.target),
            voice.words(*BETTER[one.better]),
            status(one.status, voice),
        )
    voice.show(table)


@indicators.command()
def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="指标编号 · The indicator's id.")],
    lang: Lang,
    indicators: Indicators = None,
    standards: Standards = None,
    json: Json = False,
) -> None:
    """说明一项指标：口径、剔除、依据 · Tell one indicator: what is counted over what, what is left out, its source."""
    from tuotou.core.document import suggest

    voice = Voice(lang, json)
    found = load_indicators(voice, load_handbook(voice, standards), indicators)
    versions = [one for one in found if one.id == id]
    if not versions:
        voice.lack(Exit.NOT_THERE, id, "no indicator of this id", suggest(id, [one.id for one in found]))
    if json:
        voice.json([_summary(one) for one in versions])
        return
    for one in versions:
        voice.show(_described(one, voice))


@indicators.command()
def check(
    lang: Lang,
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="指标目录 · Folder of indicators.")] = None,
    standards: Standards = None,
    json: Json = False,
) -> None:
    """检查全部指标，一次报出所有错误 · Check all indicators; every error of every document at once."""
    voice = Voice(lang, json)
    found = checked_indicators(voice, load_handbook(voice, standards), folder)
    if json:
        voice.json({"exit_code": Exit.DONE, "problems": [], "indicators": len(found)})
    else:
        voice.show(voice.words(f"{len(found)} 项指标，没有错误。", f"{count(len(found), 'indicator')}, no errors."))


def _summary(one: Indicator) -> dict[str, object]:
    names = ("id", "version", "status", "form", "subject", "rows", "owner", "unit", "better", "target", "by", "figures")
    words = ("title", "formula", "excludes")
    return {name: getattr(one, name) for name in names} | {name: asdict(getattr(one, name)) for name in words}


def _described(one: Indicator, voice: Voice) -> Table:
    in_unit = unit(one, voice.language)
    target = [] if one.target is None else [(voice.words("目标", "Target"), f"{amount(one.target)} {in_unit}")]
    rows = (
        (voice.words("口径", "Counted"), voice.of(one.formula)),
        (voice.words("剔除", "Left out"), voice.of(one.excludes)),
        (voice.words("单位", "Unit"), in_unit or voice.words("每一个", "each")),
        *target,
        (voice.words("方向", "Better"), voice.words(*BETTER[one.better])),
        (voice.words("责任部门", "Owner"), one.owner.replace("_", " ")),
        (voice.words("可看", "Told by"), ", ".join(("day", *one.by))),
    )
    return told(f"{one.id} v{one.version} · {voice.of(one.title)}", rows, one.sources, voice)


indicators.command()(figure)
indicators.command()(target)
