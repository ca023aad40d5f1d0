"""Databases of their own for tests that work with several processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

SERVER = os.environ.get("TUOTOU_TEST_POSTGRESQL", "postgres://root@127.0.0.1:5432/test")


@contextmanager
def database(kind: str, home: Path) -> Iterator[dict[str, str]]:
    """The environment of a new database with all tables; it is gone afterwards."""
    home.mkdir()
    base = {
        "TUOTOU_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tuotou.config.settings",
        "TUOTOU_SECRET_KEY": "tests " * 10,
    }
    if kind == "sqlite":
        yield _migrated({**base, "DATABASE_URL": ""})
        return
    name = f"tuotou_{home.name}_{os.getpid()}"
    try:
        server = psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL at {SERVER}: {error}")
    with server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield _migrated({**base, "DATABASE_URL": SERVER.rsplit("/", 1)[0] + f"/{name}"})
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _migrated(address: dict[str, str]) -> dict[str, str]:
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(command, env={**os.environ, **address}, check=True)
    return address
