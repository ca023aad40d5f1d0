"""`tuotou standards publish | versions | document`: the standards that the platform holds."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from tuotou.cli.count import count
from tuotou.cli.database import open_database
from tuotou.cli.deed import Note, now
from tuotou.cli.document_table import listing, named, status
from tuotou.cli.exits import Exit
from tuotou.cli.instant import local
from tuotou.cli.options import Json, Lang
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.operations.standards.versions import Version

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="标准文档 · Documents of standards.")]
By = Annotated[
    str, typer.Option("--by", metavar="STAFF", help="谁发布的（工号），记入审计 · Who does it, for the audit.")
]
Id = Annotated[str, typer.Argument(metavar="ID", help="标准编号 · The standard's id.")]
Some = Annotated[str | None, typer.Argument(metavar="[ID]", help="只看一条标准 · Of one standard.")]
Number = Annotated[
    int | None, typer.Argument(metavar="[VERSION]", help="哪一版，缺省为最新 · Which version; the newest, if not said.")
]
Shipped = Annotated[
    bool, typer.Option("--shipped", help="看已存档的自带版本 · The shipped edition that was set aside.")
]
STATE = {
    "to_come": ("待生效", "to come"),
    "holds": ("生效中", "holds"),
    "ended": ("已结束", "ended"),
    "draft": ("草稿", "draft"),
    "set_aside": ("已存档", "set aside"),
}


def publish(files: Files, lang: Lang, by: By = "cli", note: Note = "", json: Json = False) -> None:
    """发布标准的新版本，到生效时刻起用它判定 · Publish new versions: they judge what opens from their date on."""
    voice = Voice(lang, json)
    documents = {str(file): _text(voice, file) for file in files}
    open_database(voice)
    from tuotou.handbook import BrokenHandbook
    from tuotou.operations.standards.publish import Hand
    from tuotou.operations.standards.publish import publish as run

    try:
        rows = run(documents, Hand(by, now(), note))
    except BrokenHandbook as broken:
        voice.refuse(Exit.DOCUMENTS, broken.problems)
    if json:
        names = ("standard", "version", "effective_at", "published_at", "published_by", "note")
        voice.json([{name: getattr(row, name) for name in names} for row in rows])
        return
    for row in rows:
        name, since = f"{row.standard} v{row.version}", _minute(row.effective_at)
        voice.show(voice.words(f"已发布 {name}，{since} 起生效。", f"{name} is published and holds from {since}."))


def versions(lang: Lang, id: Some = None, json: Json = False) -> None:
    """平台上的各版标准：谁、何时发布，何时生效 · What the platform holds, by whom, since when it counts."""
    voice = Voice(lang, json)
    found = _held(voice, id)
    if json:
        voice.json([_as_json(each, whole=id is not None) for each in found])
    else:
        voice.show(_table(found, voice))


def document(id: Id, lang: Lang, version: Number = None, shipped: Shipped = False, json: Json = False) -> None:
    """输出平台上一版标准的原文，改好再发布 · The text of a version held, to edit and publish."""
    voice = Voice(lang, json)
    held = [each for each in _held(voice, id) if (each.state == "set_aside") == shipped]
    found = [each for each in held if version is None or each.version == version]
    if not found:
        numbers = ", ".join(str(each.version) for each in held)
        voice.lack(Exit.NOT_THERE, id, "no version of this number is held", f"one of: {numbers}" if numbers else "")
    voice.json(_as_json(found[-1], whole=True)) if json else typer.echo(found[-1].document, nl=False)


def _text(voice: Voice, file: Path) -> str:
    """What a file holds; a folder, or what is no text, ends the command."""
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        voice.lack(Exit.DOCUMENTS, str(file), "no UTF-8 text", "save the file as UTF-8 text")
    except OSError:
        voice.lack(Exit.DOCUMENTS, str(file), "this file cannot be read", "name a document of a standard")


def _held(voice: Voice, id: str | None) -> list[Version]:
    """What the platform holds; ends the command where that is nothing."""
    open_database(voice)
    from tuotou.core.document import suggest
    from tuotou.operations.standards.versions import versions as held

    found = held(now(), id)
    if not found and id is not None:
        known = sorted({each.standard for each in held(now())})
        voice.lack(Exit.NOT_THERE, id, "no standard of this id", suggest(id, known))
    return found


def _as_json(version: Version, whole: bool) -> dict[str, Any]:
    """For programs; instants are µs UTC."""
    told = asdict(version)
    return told if whole else {name: value for name, value in told.items() if name != "document"}


def _table(found: list[Version], voice: Voice) -> Table:
    """The versions below one another."""
    standards = len({each.standard for each in found})
    title = f"{count(standards, 'standard')}, {count(len(found), 'version')}"
    table = listing(voice.words(f"{standards} 条标准，{len(found)} 个版本", title))
    headings = voice.words("标准 状态 生效 截止 发布", "standard status from until published").split()
    table.add_column(headings[0], min_width=max((len(each.standard) for each in found), default=0) + 3)
    for heading in headings[1:]:
        table.add_column(heading, overflow="fold")
    for each in found:
        who = voice.words("自带", "shipped") if each.shipped else each.published_by
        table.add_row(
            named(each.title, each.standard, each.version, voice),
            f"{status(each.status, voice)}\n{voice.words(*STATE[each.state])}",
            _minute(each.effective_at),
            "" if each.until is None else _minute(each.until),
            "\n".join(filter(None, (who, _minute(each.published_at), each.note))),
        )
    return table


def _minute(at: int) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"
