"""What the doctor finds in the database: reachable, of this program, safe; its clock, its trails, what waits in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import Error, connection

from tuotou.archive.layout import ArchiveError
from tuotou.operations.live.archive_days import missing_days
from tuotou.operations.upkeep.diagnosis import Diagnosis, fail, ok, warn
from tuotou.operations.upkeep.standards import check_standards
from tuotou.store import database_facts as facts
from tuotou.store.health import backlog, foreign_migrations, missing_migrations
from tuotou.store.models import Person
from tuotou.store.sealed import NotOurs

SECOND: Final = 1_000_000
OLDEST: Final = 14  # of PostgreSQL, that Django supports
LOOKED_AT: Final = 500  # events of the log
APART: Final = 1 * SECOND  # clocks that show other times: a warning from here …
TOO_FAR: Final = 60 * SECOND  # … and wrong from here
WAITING: Final = 60 * SECOND  # what is overdue: a warning from here …
STUCK: Final = 600 * SECOND  # … and wrong from here
TOOLS: Final = ("pg_dump", "pg_restore", "psql")


def check_database(clock: Callable[[], int]) -> Iterator[Diagnosis]:
    """Its lines; the first that fails is the last, for the others rest on it."""
    file = connection.settings_dict["NAME"]
    if isinstance(file, Path) and not file.exists():  # SQLite's; to open it would make an empty one
        yield fail("database", "there is no database yet", "start tuotou serve, or run tuotou database migrate")
        return
    try:
        version = facts.version()
        if missing_migrations():
            yield fail("database", f"{version}: its tables are older than this program", "run tuotou database migrate")
        elif foreign_migrations():
            yield fail("database", f"{version}: its tables are of a newer program", "install that version")
        else:
            yield ok("database", f"{version}, reachable, its tables are up to date")
            yield from _facts()
            yield from check_standards()
            yield from _sealed()
            yield from _clock(clock)
            yield _trails()
            yield _archive()
            yield from _waiting(clock())
    except Error as error:
        what = f"the database cannot be reached ({str(error).splitlines()[0]})"
        yield fail("database", what, "check DATABASE_URL, and whether the database is running")


def _sealed() -> Iterator[Diagnosis]:
    """Whether this machine reads what lies encrypted: all machines of one database have one secret key."""
    try:
        Person.objects.exclude(mobile="").values_list("mobile", flat=True).first()
    except NotOurs as error:
        what, _, right = str(error).partition("; right: ")
        yield fail("settings", f"mobile numbers cannot be read: {what}", right)


def _facts() -> Iterator[Diagnosis]:
    """Its settings, and what else it needs."""
    wrong = [fact for fact in facts.facts() if not fact.well]
    for fact in wrong:
        what, right = f"the setting {fact.name} has the value {fact.value}", f"set it to {fact.wanted.split('|')[0]}"
        yield fail("database-settings", what, right)
    if not wrong:
        yield ok("database-settings", ", ".join(f"{fact.name} {fact.value}" for fact in facts.facts()))
    if connection.vendor != "postgresql":
        return
    if int(facts.version().split()[1].split(".")[0]) < OLDEST:
        yield fail("database-settings", f"this {facts.version()} is too old", f"use PostgreSQL {OLDEST} or newer")
    if (used := facts.connections()) and used[0] > used[1] * 0.8:
        yield warn("connections", f"{used[0]} of {used[1]} are used", "raise max_connections, or run fewer processes")
    elif used:
        yield ok("connections", f"{used[0]} of {used[1]} are used")
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        right = "install the client programs of PostgreSQL"
        yield warn("services", f"tuotou backup has no {', '.join(missing)} on this machine", right)
    else:
        yield ok("services", "the programs that tuotou backup needs are there")


def _clock(clock: Callable[[], int]) -> Iterator[Diagnosis]:
    """It tells when things are due: against the database's machine, and against what was recorded already."""
    before, server, after = clock(), facts.server_clock(), clock()
    last, right = facts.last_recording(), "let the system's clock be set by NTP"
    apart = max(before - server, server - after, 0) if server is not None else 0
    if after < before or last > after + APART:
        yield fail("clock", "the clock was set back", right)
    elif apart > APART:
        line = fail if apart > TOO_FAR else warn
        yield line("clock", f"{apart / SECOND:.1f} s apart from the clock of the database", right)
    else:
        yield ok("clock", "right")


def _trails() -> Diagnosis:
    lost = facts.lost_events(LOOKED_AT)
    if lost:
        return fail("trails", f"{len(lost)} of the last events are not in their trail: {lost[0]}", "restore a backup")
    return ok("trails", "they hold the last events of the log")


def _archive() -> Diagnosis:
    """Who retired is found there alone."""
    right = "put its folders back from your copy"
    try:
        missing = missing_days(settings.ARCHIVE)
    except ArchiveError as error:
        return fail("archive", str(error), right)
    if missing:
        what = f"{settings.ARCHIVE} has not all of {len(missing)} days that were copied, the first: {missing[0]}"
        return fail("archive", what, right)
    return ok("archive", "whole")


def _waiting(now: int) -> Iterator[Diagnosis]:
    """What is overdue."""
    waits = backlog(now)
    for subject, number, since in (
        ("due", waits.subjects, waits.subject_since),
        ("containers", waits.marks, waits.marks_since),
        ("told", waits.untold, waits.untold_since),
    ):
        lag = now - since if since is not None else 0
        if lag > WAITING:
            line = fail if lag > STUCK else warn
            what = f"{number} wait, the first of them for {lag // SECOND} s"
            yield line(subject, what, "see tuotou jobs; run more workers where they cannot keep up")
        else:
            yield ok(subject, "nothing is overdue")
