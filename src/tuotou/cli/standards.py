"""`tuotou standards`: what the company promises."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from tuotou.cli.count import count
from tuotou.cli.document_table import listing, named, status, told
from tuotou.cli.exits import Exit
from tuotou.cli.instant import local
from tuotou.cli.loading import check_folder, load_handbook
from tuotou.cli.options import Json, Lang, Standards
from tuotou.cli.standards_live import document, publish, versions
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.core.standards.standard import Standard

standards = typer.Typer(help="服务标准 · Standards: what the company promises.", no_args_is_help=True)
LEVEL = {"red_line": "红线", "serious": "严重", "normal": "一般", "notice": "提示"}


@standards.command("list")
def list_(lang: Lang, standards: Standards = None, json: Json = False) -> None:
    """列出全部标准 · List all standards."""
    voice = Voice(lang, json)
    handbook = load_handbook(voice, standards)
    if json:
        voice.json([_summary(standard) for standard in handbook.standards])
        return
    table = listing(voice.words("服务标准", "Standards"))
    headings = voice.words("标准 形式 对象 级别 状态", "standard form subject level status").split()
    table.add_column(headings[0], min_width=max(len(standard.id) for standard in handbook.standards) + 3)
    for heading in headings[1:]:
        table.add_column(heading)
    for standard in handbook.standards:
        table.add_row(
            named(standard.title, standard.id, standard.version, voice),
            standard.form,
            voice.words(handbook.vocabulary.subjects[standard.subject].title.zh, standard.subject),
            voice.words(LEVEL[standard.level], standard.level.replace("_", " ")),
            status(standard.status, voice),
        )
    voice.show(table)


@standards.command()
def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="标准编号 · The standard's id.")],
    lang: Lang,
    standards: Standards = None,
    json: Json = False,
) -> None:
    """说明一条标准：规则、怎么做、依据 · Tell one standard: its rule, how to keep it, where it comes from."""
    from tuotou.core.document import suggest

    voice = Voice(lang, json)
    handbook = load_handbook(voice, standards)
    versions = handbook.by_id.get(id, ())
    if not versions:
        voice.lack(Exit.NOT_THERE, id, "no standard of this id", suggest(id, sorted(handbook.by_id)))
    if json:
        voice.json([asdict(standard) for standard in versions])
        return
    for standard in versions:
        voice.show(_described(standard, voice))


@standards.command()
def check(
    lang: Lang,
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="标准目录 · Folder of standards.")] = None,
    json: Json = False,
) -> None:
    """检查全部标准，一次报出所有错误 · Check all standards; every error of every document at once."""
    from tuotou.handbook import read, unread

    voice = Voice(lang, json)
    if folder is not None:
        check_folder(voice, folder)
    handbook, problems = read(folder)
    problems += [] if folder is None else unread(folder)
    if problems:
        if not json:
            voice.note(voice.words(f"{len(problems)} 处错误：", f"{count(len(problems), 'error')}:"))
        voice.refuse(Exit.DOCUMENTS, problems)
    if json:
        voice.json({"exit_code": Exit.DONE, "problems": [], "standards": len(handbook.standards)})
    else:
        n = len(handbook.standards)
        voice.show(voice.words(f"{n} 条标准，没有错误。", f"{count(n, 'standard')}, no errors."))


standards.command()(publish)
standards.command()(versions)
standards.command()(document)


def _summary(standard: Standard) -> dict[str, object]:
    names = ("id", "version", "status", "form", "subject", "level", "rows")
    return {name: getattr(standard, name) for name in names} | {
        "title": asdict(standard.title),
        "rule": asdict(standard.rule),
    }


def _described(standard: Standard, voice: Voice) -> Table:
    until = f" – {local(standard.until):%Y-%m-%d}" if standard.until else ""
    rows = (
        (voice.words("规则", "Rule"), voice.of(standard.rule)),
        (voice.words("怎么做", "How to keep it"), voice.of(standard.how_to_keep)),
        (voice.words("何时误判", "Wrong when"), voice.of(standard.falsely_trips_when)),
        (voice.words("级别", "Level"), voice.words(LEVEL[standard.level], standard.level.replace("_", " "))),
        (voice.words("状态", "Status"), status(standard.status, voice)),
        (voice.words("有效期", "Effective"), f"{local(standard.effective):%Y-%m-%d}{until}"),
    )
    return told(f"{standard.id} v{standard.version} · {voice.of(standard.title)}", rows, standard.sources, voice)
