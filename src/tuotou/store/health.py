"""What operators watch: whether the database answers and has its tables, and how much waits in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min, Q

from tuotou.store.log import last_number
from tuotou.store.models import Channel, Mark, Promise, Subject, Verdict


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due and not done yet, read by index only."""

    subjects: int
    """Subjects that should have been looked at …"""
    subject_since: int | None
    """… and since when the first of them."""
    untold: int
    """Verdicts that people should have been told …"""
    untold_since: int | None
    marks: int
    """Containers whose members have not all learned of their events …"""
    marks_since: int | None


def backlog(now: int) -> Backlog:
    """What waits at an instant."""
    due = Subject.objects.filter(next_due_at__lte=now).aggregate(Count("pk"), Min("next_due_at"))
    untold = Verdict.objects.filter(tell_at__lte=now).aggregate(Count("pk"), Min("tell_at"))
    marks = Mark.objects.aggregate(Count("pk"), Min("known_at"))
    return Backlog(*due.values(), *untold.values(), *marks.values())


def letters(now: int) -> dict[str, tuple[int, float, int]]:
    """Channel → letters that wait for it, seconds since the first of them was written, letters that it refused."""
    waiting = Q(letters__next_try_at__isnull=False)
    counted = Channel.objects.annotate(
        waiting=Count("letters", filter=waiting),
        since=Min("letters__created_at", filter=waiting),
        failed=Count("letters", filter=Q(letters__state="failed")),
    )
    rows = counted.order_by("name").values_list("name", "waiting", "since", "failed")
    return {name: (count, max(now - (since or now), 0) / 1e6, failed) for name, count, since, failed in rows}


def recorded() -> int:
    """How many events were recorded: the last number of the log, which a lost transaction may have skipped."""
    return last_number()


def at_risk() -> dict[str, int]:
    """Standard → promises that may still be kept, and of which somebody was warned."""
    counted = Promise.objects.filter(status="at_risk").values_list("standard").annotate(Count("pk"))
    return dict(counted.order_by("standard"))


def missing_migrations() -> list[str]:
    """The changes of tables that this program expects and the database lacks."""
    executor = MigrationExecutor(connection)
    return [migration.name for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def known_migrations() -> set[str]:
    """The changes of tables that this program knows."""
    return {name for app, name in MigrationExecutor(connection).loader.disk_migrations or () if app == "store"}


def foreign_migrations() -> list[str]:
    """The changes of tables that this program does not know: the database is of a newer one."""
    applied = MigrationExecutor(connection).loader.applied_migrations or ()
    return sorted({name for app, name in applied if app == "store"} - known_migrations())
