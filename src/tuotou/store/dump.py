"""The whole database as one file, copied while others read and write; and back, all or nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

REMADE: Final = ("edition", "job_run", "lease", "standard_version")
"""Tables that fill themselves: with rows in these alone a database is empty."""
EMPTIED: Final = """
BEGIN;
SET lock_timeout = '10s';
SET client_min_messages = warning;
DO $$ DECLARE t record; BEGIN
  FOR t IN SELECT relname FROM pg_class
           WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
  LOOP EXECUTE format('DROP TABLE %I CASCADE', t.relname); END LOOP;
END $$;
"""


class NoDump(Exception):
    """The database could not be copied or taken back; it is as it was."""

    def __init__(self, what: str, right: str) -> None:
        super().__init__(what)
        self.what, self.right = what, right


def kind() -> str:
    """``sqlite`` or ``postgresql``."""
    return connection.vendor


def migrations() -> list[str]:
    """The changes of tables that the database has."""
    return sorted(name for app, name in MigrationRecorder(connection).applied_migrations() if app == "store")


def tables() -> set[str]:
    """The tables that there are."""
    return set(connection.introspection.table_names())


def is_empty() -> bool:
    """Whether nothing would be lost with what the database holds."""
    there = tables()
    models = [model for model in apps.get_app_config("store").get_models() if model._meta.db_table in there]
    return not any(model._default_manager.exists() for model in models if model._meta.db_table not in REMADE)


def others() -> int:
    """How many other connections of this program the database has; SQLite cannot tell and has a lease instead."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = 'tuotou' AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def dump(to: Path) -> None:
    """Copy it to a file. Raises `NoDump`."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(to))
        return
    with closing(sqlite3.connect(to)) as copy:
        connection.connection.backup(copy)


def load(file: Path) -> None:
    """Take it back from a file that `dump` wrote, instead of all that it holds. Raises `NoDump`."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        connection.close()
        _load_postgres(file)
        return
    _load_sqlite(file)


def _load_sqlite(file: Path) -> None:
    """SQLite's own copying: one transaction too, which readers see as a whole or not at all."""
    try:
        with closing(sqlite3.connect(file)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise sqlite3.DatabaseError
            copy.backup(connection.connection)
    except sqlite3.DatabaseError:
        raise NoDump("the copy of the database is damaged", "take another backup") from None


def _load_postgres(file: Path) -> None:
    """One transaction: it is committed only when the last row of the copy was read."""
    environment = _environment(connection.settings_dict)
    script = [_tool("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(file)]
    reader = [_tool("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=" + os.devnull]
    with (
        subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as source,
        subprocess.Popen(reader, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as target,
    ):
        assert source.stdout and target.stdin and source.stderr and target.stderr
        first, last = ("pg_restore", source), ("psql", target)  # of a copy that is damaged both complain, in this order
        try:
            target.stdin.write(EMPTIED.encode())
            shutil.copyfileobj(source.stdout, target.stdin)
            if source.wait() == 0:
                target.stdin.write(b"\nCOMMIT;\n")
            target.stdin.close()
        except BrokenPipeError:
            source.kill()
            first, last = last, first
        for tool, process in (first, last):
            assert process.stderr
            _check(tool, process.wait(), process.stderr.read())


def _run(tool: str, *arguments: str) -> None:
    environment = _environment(connection.settings_dict)
    done = subprocess.run([_tool(tool), *arguments], env=environment, capture_output=True, check=False)
    _check(tool, done.returncode, done.stderr)


def _check(tool: str, code: int, said: bytes) -> None:
    if code:
        why = said.decode(errors="replace").strip().splitlines() or ["?"]
        raise NoDump(f"the program {tool} failed: {why[0]}", "see docs/operators.md")


def _tool(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise NoDump(f"there is no {name} on this machine", "install the client programs of PostgreSQL")
    return found


def _environment(settings: Mapping[str, Any]) -> dict[str, str]:
    """How PostgreSQL's programs find the database; a password on a command line would be seen by all."""
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    known = {name: str(settings[ours]) for name, ours in named.items() if settings.get(ours)}
    return {**os.environ, **known, "LC_ALL": "C"}  # what they say is read here
