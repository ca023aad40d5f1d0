"""`tuotou organisation`: units, people and rosters in by Excel, and who belongs where and is on duty."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tuotou.cli.count import count
from tuotou.cli.database import open_database, with_key
from tuotou.cli.exits import Exit
from tuotou.cli.instant import LOCAL, instant
from tuotou.cli.loading import tell_reading
from tuotou.cli.options import BadRows, Json, Lang
from tuotou.cli.outputs import BAD_ROWS, check_outputs
from tuotou.cli.refused import bad_rows_file
from tuotou.cli.voice import Language, Voice

if TYPE_CHECKING:
    from tuotou.operations.organisation.importing import Imported

organisation = typer.Typer(help="组织 · The organisation: units, people, rosters.", no_args_is_help=True)
Filled = Annotated[
    list[Path],
    typer.Argument(metavar="FILES…", help="工作簿、CSV，或装着它们的目录 · Workbooks, CSV files, or folders of them."),
]
Empty = Annotated[Path, typer.Argument(metavar="FILE", help="写到哪个 .xlsx · The .xlsx to write.")]
Code = Annotated[
    str | None, typer.Argument(metavar="[CODE]", help="单位编码，或品牌网点编码 · A unit's code, or a brand's for it.")
]
By = Annotated[
    str, typer.Option("--by", metavar="STAFF", help="谁导入的（工号），记入审计 · Who does it, for the audit.")
]
Then = Annotated[
    str | None,
    typer.Option("--at", metavar="T", help="看哪一时刻（北京时间），缺省为现在 · As of when; now, if not said."),
]
Depth = Annotated[int, typer.Option("--depth", metavar="N", min=1, help="画几层 · Levels that are drawn.")]


@organisation.callback()
def _group() -> None:
    """组织 · The organisation: units, people, rosters."""


@organisation.command("import")
def import_(files: Filled, lang: Lang, bad_rows: BadRows = None, by: By = "cli", json: Json = False) -> None:
    """导入单位、隶属、人员、值班等表，可重复执行 · Units, belongings, people, rosters in; twice changes nothing."""
    from tuotou.feeds.bad_rows import holds_bad_rows

    voice = Voice(lang, json)
    check_outputs(voice, {BAD_ROWS: bad_rows}, [file for file in files if not holds_bad_rows(file)])
    open_database(voice)
    with_key()
    from tuotou.operations.organisation.importing import import_organisation

    with voice.progress(voice.words("导入", "Importing")):
        done = import_organisation(files, _now(), by, bad_rows_file(voice, bad_rows))
    if not done.rows and done.problems:
        voice.refuse(Exit.INPUT, done.problems)
    raise typer.Exit(_say(done, files, voice))


@organisation.command("template")
def template(file: Empty, lang: Lang) -> None:
    """写一个空工作簿：表头、可选的词、每列的说明和例子 · An empty workbook: headings, words, examples."""
    from tuotou.operations.organisation.workbook import write_workbook

    voice = Voice(lang, as_json=False)
    check_outputs(voice, {"FILE": file}, [])
    write_workbook(file, {}, english=lang is Language.EN)
    command = f"tuotou organisation import {file}"
    voice.show(voice.words(f"填好后：{command}", f"When it is filled in: {command}"))


@organisation.command("show")
def show(lang: Lang, code: Code = None, at: Then = None, depth: Depth = 3, json: Json = False) -> None:
    """画出组织，或一个单位：隶属、加盟商、谁在值班 · The tree, or one unit: above, owner, who is on duty."""
    voice = Voice(lang, json)
    when = _instant(voice, at) if at else _now()
    open_database(voice)
    with_key()
    from tuotou.cli.organisation_view import page, page_json, tree, tree_json
    from tuotou.core.document import suggest
    from tuotou.operations.organisation.page import codes, unit_page, whole_tree

    if code is None:
        everything = whole_tree(when)
        if not everything.units:
            voice.lack(Exit.NOT_THERE, "tuotou", "no unit has been imported yet", "tuotou organisation template helps")
        voice.json(tree_json(everything)) if json else voice.show(*tree(everything, depth, voice))
        return
    found = unit_page(code, when)
    if found is None:
        voice.lack(Exit.NOT_THERE, code, "no unit of this code", suggest(code, codes()))
    voice.json(page_json(found)) if json else voice.show(page(found, voice))


def _say(done: Imported, files: list[Path], voice: Voice) -> Exit:
    from tuotou.cli.organisation_view import imported

    told = tell_reading(voice, done, files)
    if voice.as_json:
        voice.json(_as_json(done))
    else:
        voice.show(imported(done.sheets, voice))
        rows, refused = f"{done.rows:,}", f"{done.refused:,}"
        english = f"{count(done.rows, 'row')}; {refused} refused."
        voice.show(voice.words(f"{rows} 行；{refused} 行不合格。", english))
    return told


def _as_json(done: Imported) -> dict[str, object]:
    return {
        "rows": done.rows,
        "refused": done.refused,
        "sheets": [asdict(sheet) for sheet in done.sheets],
        "rejected": done.rejected.to_dicts(),
        "findings": [asdict(found) for found in done.findings],
        "problems": [asdict(problem) for problem in done.problems],
        "bad_files": done.bad_files,
    }


def _now() -> int:
    return int(datetime.now(LOCAL).timestamp() * 1_000_000)


def _instant(voice: Voice, text: str) -> int:
    try:
        return instant(text)
    except ValueError:
        right = "write 2026-05-01 10:00, or 2026-05-01T10:00+08:00"
        voice.misused("--at", text, "this is no instant", right)
