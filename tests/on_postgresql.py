"""Runs the tests of the live platform once more, on a real PostgreSQL; where there is none it says so.

python -m tests.on_postgresql [arguments of pytest]
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from tests.live.databases import SERVER

FOLDERS = ("live", "figures", "api", "gate", "sources", "notices", "channels", "deliveries", "console")
"""Whose tests ask a database."""


def main() -> int:
    """The exit code of pytest, 0 where there is no server."""
    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        reason = str(error).splitlines()[0]
        print(f"skipped on PostgreSQL: none at {SERVER} ({reason}); TUOTOU_TEST_POSTGRESQL names one")  # noqa: T201
        return 0
    there = [f"tests/{folder}" for folder in FOLDERS if Path(f"tests/{folder}").is_dir()]
    # what only a machine that loses its power would lose: every test would wait for the disk time and again
    options = f"{os.environ.get('PGOPTIONS', '')} -c synchronous_commit=off"
    environment = {**os.environ, "DATABASE_URL": SERVER, "PGOPTIONS": options}
    command = [sys.executable, "-m", "pytest", *there, "-m", "not heavy", *sys.argv[1:]]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
