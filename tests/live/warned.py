"""A small made-up past for tests of warnings: promises and verdicts as the watch writes them, by the thousand."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tuotou.handbook import load
from tuotou.handbook.response import Response, load_response
from tuotou.store.models import Membership, Promise, Subject, Verdict, Warning, WarningStep

MINUTE = 60_000_000
HOUR = 60 * MINUTE
T = 1_777_600_000_000_000
"""2026-05-01 in the morning."""


@cache
def response() -> Response:
    """The shipped handbook with what stands on it."""
    return load_response(load())


def subjects(kind: str, numbers: Iterable[str], site: str | None = None) -> list[Subject]:
    """Subjects that were last seen at a site."""
    return Subject.objects.bulk_create([Subject(kind=kind, number=number, site=site) for number in numbers])


def parcels(count: int, site: str | None = None, prefix: str = "YT") -> list[Subject]:
    return subjects("parcel", (f"{prefix}{n:06d}" for n in range(count)), site)


def ride(container: Subject, riders: Iterable[Subject]) -> None:
    """Put subjects into a container."""
    rows = [Membership(container=container, subject=rider, entered_at=T) for rider in riders]
    Membership.objects.bulk_create(rows)


@dataclass
class Said:
    """How promises stand, and since when."""

    status: str = "broken"
    level: int = 0
    due_at: int = T
    opens_at: int = T - 8 * HOUR
    tell_at: int | None = None
    trial: bool = False


def promise(subject: Subject, standard: str, site: str, said: Said) -> Promise:
    version = response().handbook.by_id[standard][0].version
    return Promise(
        id=uuid.uuid4().hex, subject=subject, standard=standard, version=version, trial=said.trial, life=1, per=[site],
        opening="e1", opens_at=said.opens_at, due_at=said.due_at, status=said.status, level=said.level, site=site,
        known_at=said.due_at,
    )  # fmt: skip


def say(promises: Iterable[Promise], status: str, level: int = 0, tell_at: int = T) -> None:
    """They stand otherwise now, and people are to be told."""
    every = list(promises)
    Promise.objects.filter(pk__in=[one.pk for one in every]).update(status=status, level=level)
    _verdicts(every, status, level, tell_at)


def promised(those: Iterable[Subject], standard: str, site: str, said: Said | None = None) -> list[Promise]:
    """Promises of some subjects, with the verdict that people are to be told of."""
    said = said or Said()
    every = [promise(one, standard, site, said) for one in those]
    Promise.objects.bulk_create(every, batch_size=5_000)
    _verdicts(every, said.status, said.level, said.tell_at or said.due_at)
    return every


def _verdicts(every: list[Promise], status: str, level: int, tell_at: int) -> None:
    rows = [
        Verdict(promise_id=one.pk, known_at=tell_at, written_at=tell_at, status=status, level=level, version=1,
                site=one.site, tell_at=tell_at)
        for one in every
    ]  # fmt: skip
    Verdict.objects.bulk_create(rows, batch_size=5_000)


def told() -> list[tuple[str, str, str, int]]:
    """What people were told: standard or cause, site, role, how many; in the order in which they were."""
    steps = WarningStep.objects.filter(send_at__isnull=False).select_related("warning").order_by("pk")
    return [(one.warning.standard or one.warning.cause, one.warning.site, one.role, one.count) for one in steps]


def only(**asked: object) -> Warning:
    return Warning.objects.get(**asked)
