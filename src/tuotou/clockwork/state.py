"""How what runs by itself stands: for the list of jobs, for health and for metrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tuotou.clockwork.clock import SECOND
from tuotou.clockwork.jobs import JOBS, Job
from tuotou.operations.upkeep.diagnosis import Diagnosis, fail, ok, warn
from tuotou.store.job_runs import runs

if TYPE_CHECKING:
    from tuotou.store.models import JobRun

LATE: Final = 60 * SECOND
"""A job that did not begin so long after it was due is late."""


@dataclass(frozen=True, slots=True)
class JobState:
    """A job, its last run and its next. Instants are µs UTC, None before the first run."""

    name: str
    zh: str
    en: str
    every: int
    started_at: int | None
    finished_at: int | None
    next_at: int | None
    result: str
    failures: int
    late: bool

    @property
    def seconds(self) -> float | None:
        """How long the last whole run took."""
        if self.started_at is None or self.finished_at is None:
            return None
        return (self.finished_at - self.started_at) / SECOND


def states(now: int, jobs: Sequence[Job] = JOBS) -> list[JobState]:
    """Every job, in the order of the list."""
    known = runs()
    return [_state(job, known, now) for job in jobs]


def check_jobs(now: int) -> Iterator[Diagnosis]:
    """What the doctor says of them."""
    found = states(now)
    if all(job.started_at is None for job in found):
        yield warn("jobs", "nothing has run by itself yet", "start tuotou serve, or tuotou serve work")
        return
    for job in found:
        if job.failures:
            yield fail("jobs", f"{job.name} failed {job.failures} times in a row: {job.result}", "see the log")
    late = [job.name for job in found if job.late]
    if late:
        yield fail("jobs", f"{', '.join(late)} did not run in time", "start tuotou serve, or tuotou serve work")
    elif not any(job.failures for job in found):
        yield ok("jobs", "all ran in time")


def _state(job: Job, known: Mapping[str, JobRun], now: int) -> JobState:
    run = known.get(job.name)
    if run is None or run.started_at is None:
        return JobState(job.name, job.zh, job.en, job.every, None, None, None, "", 0, late=True)
    late = now > run.next_at + LATE
    return JobState(
        job.name,
        job.zh,
        job.en,
        job.every,
        run.started_at,
        run.finished_at,
        run.next_at,
        run.result,
        run.failures,
        late,
    )
