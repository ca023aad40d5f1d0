"""A machine with the platform on it: a data folder and a database of its own, and commands run as an operator does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg

TUOTOU = Path(sys.executable).with_name("tuotou")
PATIENCE = 60.0  # s, for what must happen some time
SERVER = os.environ.get("DATABASE_URL", "")


@dataclass
class Machine:
    """Where the platform runs."""

    home: Path
    url: str
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> Mapping[str, str]:
        """What its processes see."""
        own = {"TUOTOU_HOME": str(self.home), "DATABASE_URL": self.url, "LANG": "en_US.UTF-8", "COLUMNS": "200"}
        shared = {name: value for name, value in os.environ.items() if name != "PGOPTIONS"}  # as operators run one
        return {**shared, **own, **self.extra}

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        """A command to its end."""
        command = [str(TUOTOU), *map(str, words)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def python(self, code: str) -> str:
        """What a program prints that uses the platform's database."""
        begin = (
            "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'tuotou.config.settings'; import django; django.setup()"
        )
        done = subprocess.run(
            [sys.executable, "-c", f"{begin}\n{code}"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def serving(self, *words: str, verb: Sequence[str] = ("serve",)) -> Iterator[Served]:
        """`tuotou serve`, or another command that serves, until the end of the block or a signal."""
        command = [str(TUOTOU), *verb, *words, "--json"]
        with (self.home.parent / f"{uuid4().hex}.log").open("w+") as log:
            process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True)
            try:
                yield Served(process, Path(log.name))
            finally:
                process.kill()
                process.wait()

    def forget(self) -> None:
        """The database is gone."""
        if not self.url:
            for path in self.home.glob("tuotou.sqlite3*"):
                path.unlink()
            return
        with psycopg.connect(SERVER, autocommit=True) as connection:
            name = self.url.rpartition("/")[2]
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}")


class Served:
    """A platform that runs."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process, self._log = process, log
        assert process.stdout
        told = iter(process.stdout.readline, "")
        text = ""
        for line in told:
            text += line
            if line.startswith("}"):
                break
        self.told = json.loads(text) if text else {}

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return self._log.read_text("utf-8")

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask it."""
        return httpx.get(f"{self.told['address']}{path}", headers=headers, timeout=PATIENCE)

    def is_ready(self) -> bool:
        """Whether all its work is done in time."""
        return self.get("/health/ready").status_code == 200

    def end(self, how: int = signal.SIGTERM) -> int:
        """Tell it to end; its exit code."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


def some_time(happens: Callable[[], Any]) -> None:
    """Wait for what must happen, however slow the machine is."""
    until = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


@contextmanager
def machine_in(folder: Path) -> Iterator[Machine]:
    """A machine of its own; on PostgreSQL where the tests run on PostgreSQL."""
    if not SERVER.startswith("postgres"):
        yield Machine(folder / "home", "")
        return
    name = f"tuotou_{uuid4().hex[:12]}"
    machine = Machine(folder / "home", f"{SERVER.rpartition('/')[0]}/{name}")
    machine.forget()
    try:
        yield machine
    finally:
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
