"""`tuotou database`: its tables, and whether they are those of this program."""

from __future__ import annotations

import typer

from tuotou.cli.count import count
from tuotou.cli.database import open_database
from tuotou.cli.exits import Exit
from tuotou.cli.options import Json, Lang
from tuotou.cli.voice import Voice

database = typer.Typer(
    help="数据库：建表、升级、查看状态 · The database: make its tables, upgrade, look.", no_args_is_help=True
)


@database.command()
def migrate(lang: Lang, json: Json = False) -> None:
    """建表或升级到本程序的版本，可重复执行 · Make the tables, or bring them up to this program; again does no harm."""
    voice = Voice(lang, json)
    open_database(voice, migrated=False)
    made = migrated(voice)
    if json:
        voice.json({"made": made})
    elif made:
        voice.show(voice.words(f"已完成 {len(made)} 项：", f"{count(len(made), 'change')} made: ") + ", ".join(made))
    else:
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


def migrated(voice: Voice) -> list[str]:
    """The changes that were missing and are made now; a database of a newer program ends the command."""
    from tuotou.operations.migrate import NewerDatabase, migrate

    try:
        return migrate()
    except NewerDatabase as newer:
        voice.lack(Exit.DATABASE, str(newer), "the database is of a newer version", "install that version")
