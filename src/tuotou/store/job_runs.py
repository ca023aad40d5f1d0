"""The runs of what runs by itself: claimed by one worker, held while it runs, and written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import F, Q

from tuotou.store.models import JobRun
from tuotou.store.whole import writing

HELD: Final = 60_000_000  # µs; a run that is not heard of for so long is another worker's to begin again


def enrol(names: Sequence[str]) -> None:
    """See to it that every job has a row."""
    JobRun.objects.bulk_create([JobRun(name=name) for name in names], ignore_conflicts=True)


def runs() -> Mapping[str, JobRun]:
    """Name → its last run and its next."""
    return {run.name: run for run in JobRun.objects.all()}


def claim(name: str, worker: str, now: int) -> bool:
    """Begin a run that is due, unless another worker has begun it."""
    with writing():
        due = JobRun.objects.select_for_update(skip_locked=True).filter(name=name, next_at__lte=now)
        if not due.first():
            return False
        begin(name, worker, now)
        return True


def begin(name: str, worker: str, now: int) -> None:
    """Write down that a run began."""
    JobRun.objects.filter(name=name).update(started_at=now, finished_at=None, next_at=now + HELD, worker=worker)


def hold(name: str, worker: str, now: int) -> None:
    """A run goes on."""
    JobRun.objects.filter(name=name, worker=worker, finished_at=None).update(next_at=now + HELD)


def end(name: str, now: int, next_at: int, result: str) -> None:
    """A run is done."""
    JobRun.objects.filter(name=name).update(finished_at=now, next_at=next_at, result=result, failed=False, failures=0)


def fail(name: str, now: int, next_at: int, why: str) -> None:
    """A run was stopped by something; it is tried again."""
    JobRun.objects.filter(name=name).update(
        finished_at=now, next_at=next_at, result=why, failed=True, failures=F("failures") + 1
    )


def resume(now: int) -> None:
    """What a worker that is gone had begun is due again: only for who is the only worker."""
    begun = Q(started_at__isnull=False, finished_at=None)
    JobRun.objects.filter(begun).update(next_at=now)
