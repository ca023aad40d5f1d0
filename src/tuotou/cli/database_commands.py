"""`tuotou database`: its tables, and whether they are those of this program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from tuotou.cli.count import count
from tuotou.cli.database import open_database, with_key
from tuotou.cli.exits import Exit
from tuotou.cli.options import Json, Lang
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.operations.upkeep.migrate import Migrated

database = typer.Typer(
    help="数据库：建表、升级、查看状态 · The database: make its tables, upgrade, look.", no_args_is_help=True
)


@database.command()
def migrate(lang: Lang, json: Json = False) -> None:
    """建表或升级到本程序的版本，可重复执行 · Make the tables, or bring them up to this program; again does no harm."""
    voice = Voice(lang, json)
    open_database(voice, migrated=False)
    with_key()
    done = migrated(voice)
    made, taken = done.changes, done.standards
    if json:
        voice.json({"made": made, "standards": taken.judging, "set_aside": taken.set_aside})
        return
    if made:
        voice.show(voice.words(f"已完成 {len(made)} 项：", f"{count(len(made), 'change')} made: ") + ", ".join(made))
    if taken.judging:
        n = len(taken.judging)
        voice.show(voice.words(f"已载入 {n} 条自带标准。", f"{count(n, 'shipped standard')} taken in."))
    if taken.set_aside:
        named = ", ".join(taken.set_aside)
        voice.show(voice.words("已存档、不生效的自带版本：", "Shipped, and set aside: ") + named)
    if not (made or taken.judging or taken.set_aside):
        voice.show(voice.words("已是最新。", "Nothing to do."))


@database.command()
def status(lang: Lang, json: Json = False) -> None:
    """表是否已是本程序的版本 · Whether the tables are those of this program."""
    voice = Voice(lang, json)
    open_database(voice, migrated=False)
    from tuotou.store.health import foreign_migrations, missing_migrations

    missing, foreign = missing_migrations(), foreign_migrations()
    if json:
        voice.json({"missing": missing, "unknown": foreign})
    elif missing:
        voice.show(voice.words("还缺：", "Missing: ") + ", ".join(missing))
        voice.note(voice.told("run tuotou database migrate; tuotou serve does it by itself"))
    elif foreign:
        voice.show(voice.words("来自更新的版本：", "Of a newer version: ") + ", ".join(foreign))
    else:
        voice.show(voice.words("已是最新。", "Nothing is missing."))
    raise typer.Exit(Exit.DATABASE if missing or foreign else Exit.DONE)


def migrated(voice: Voice) -> Migrated:
    """What was missing and is there now; a database of a newer program ends the command."""
    from tuotou.clockwork.clock import clock
    from tuotou.handbook import BrokenHandbook
    from tuotou.operations.upkeep.migrate import NewerDatabase, migrate

    try:
        return migrate(clock())
    except BrokenHandbook as broken:
        voice.refuse(Exit.DOCUMENTS, broken.problems)
    except NewerDatabase as newer:
        voice.lack(Exit.DATABASE, str(newer), "the database is of a newer version", "install that version")
