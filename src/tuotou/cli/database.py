"""Opens the database for the commands that need one; what hinders it ends the command and says what to run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tuotou.cli.exits import Exit
from tuotou.cli.voice import Language, Voice

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

SETTINGS: Final = "tuotou.config.settings"
MIGRATE: Final = "run tuotou database migrate; tuotou serve does it by itself"


def open_database(voice: Voice, migrated: bool = True) -> None:
    """Makes the tables usable from here on; without `migrated`, also where there are none yet: to make them."""
    connection = _connection(voice)
    name = _name(connection.settings_dict)
    if connection.vendor == "sqlite" and connection.connection is None:
        _file(voice, Path(name), migrated)
    from django.db import Error

    try:
        connection.ensure_connection()
        behind = migrated and _behind(connection)
    except Error as error:
        what = f"the database cannot be reached ({str(error).splitlines()[0]})"
        voice.lack(Exit.DATABASE, name, what, "check DATABASE_URL, and whether the database is running")
    if behind:
        voice.lack(Exit.DATABASE, name, "the tables of the database are older than this program", MIGRATE)


def opened(lang: Language, as_json: bool) -> Voice:
    """The voice of a command that asks the database and nothing else."""
    voice = Voice(lang, as_json)
    open_database(voice)
    return voice


def with_key() -> None:
    """The installation's secret key, made where there is none: for what seals, signs or unseals."""
    from django.conf import settings

    from tuotou.operations.upkeep.secret_key import kept_key

    if not os.environ.get("TUOTOU_SECRET_KEY"):
        settings.SECRET_KEY = kept_key(settings.SECRET_KEY_FILE)


def _connection(voice: Voice) -> BaseDatabaseWrapper:
    """The database that the settings name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    try:
        django.setup()
    except ValueError as error:  # what the settings say of a wrong value
        what, _, right = str(error).partition("; right: ")
        voice.lack(Exit.DATABASE, getattr(error, "name", "DATABASE_URL"), what, right)
    from django.db import connections

    return connections["default"]


def _file(voice: Voice, path: Path, migrated: bool) -> None:
    """The embedded database: opening it would make an empty file."""
    if migrated and not path.exists():
        voice.lack(Exit.DATABASE, str(path), "there is no database yet", MIGRATE)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def _behind(connection: BaseDatabaseWrapper) -> bool:
    """Whether tables are missing that the program expects."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _name(settings: dict[str, Any]) -> str:
    """A database as people know it, without its password."""
    if not settings.get("HOST"):
        return str(settings["NAME"])
    port = f":{settings['PORT']}" if settings.get("PORT") else ""
    return f"postgres://{settings['HOST']}{port}/{settings['NAME']}"
