"""Runs the jobs as they fall due, a thread for each lane of them. The clock is read here and handed down.

Each run is written down. One that fails is logged and tried again, later and later, and stops no other. A worker that
is killed leaves a run that is begun again: by the next holder of the lease (SQLite), or by another worker once nothing
was heard of it for a while (PostgreSQL).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final
from uuid import uuid4

import structlog
from django.db import connections
from structlog.contextvars import bound_contextvars

from tuotou.clockwork.clock import SECOND, clock
from tuotou.clockwork.jobs import JOBS, Job, Lane
from tuotou.store import job_runs, lease

TICK: Final = 1.0  # s; how long nobody looks at most
BEAT: Final = 5.0  # s; how often the lease and long runs are held
LATEST: Final = 300 * SECOND  # a failing job is tried again after this time at the latest
log = structlog.get_logger("tuotou.clockwork")


class Clockwork:
    """The worker of one process."""

    def __init__(self, jobs: Sequence[Job] = JOBS, worker: str | None = None, now: Callable[[], int] = clock) -> None:
        self._jobs, self._now = jobs, now
        self.worker = worker or lease.myself()
        self._stop = threading.Event()
        self._ended = threading.Event()
        self._leads = threading.Event()
        self._running: set[str] = set()
        self._lanes: list[threading.Thread] = []
        self._beating: list[threading.Thread] = []

    def start(self) -> None:
        """Begin; returns at once."""
        lanes = [[job for job in self._jobs if job.lane is lane] for lane in Lane]
        self._lanes = [threading.Thread(target=self._keep, args=(jobs,), daemon=True) for jobs in lanes if jobs]
        self._beating = [threading.Thread(target=self._beat, daemon=True)]
        for thread in (*self._beating, *self._lanes):
            thread.start()

    def stop(self) -> None:
        """End; returns when the jobs that run are done."""
        self._stop.set()
        for thread in self._lanes:
            thread.join()
        self._ended.set()
        for thread in self._beating:
            thread.join()
        if lease.is_needed():
            lease.give_back(self.worker)

    def turn(self, jobs: Sequence[Job], again: dict[str, int]) -> float:
        """Run those that are due, and say how long to wait. `again`: when those that run everywhere are due here."""
        if not self._leads.wait(TICK):
            return 0  # it has waited already
        runs, soonest = job_runs.runs(), self._now() + SECOND
        for job in jobs:
            if self._stop.is_set() or not self._leads.is_set():
                break
            run = runs[job.name]
            due = again.get(job.name, 0) if job.everywhere else run.next_at
            if due <= self._now():
                due = again[job.name] = self._run(job, run.failures)
            soonest = min(soonest, due)
        return max((soonest - self._now()) / SECOND, 0)

    def lead(self) -> bool:
        """Take or keep the lease where there is only one worker, and hold the runs that go on."""
        now = self._now()
        if lease.is_needed() and not lease.take(self.worker, now):
            self._leads.clear()
            return False
        if not self._leads.is_set():
            job_runs.enrol([job.name for job in self._jobs])
            if lease.is_needed():
                job_runs.resume(now)
            self._leads.set()
            log.info("works", worker=self.worker)
        for name in tuple(self._running):
            job_runs.hold(name, self.worker, now)
        return True

    def _keep(self, jobs: Sequence[Job]) -> None:
        """One thread: jobs, one after the other, until it is stopped."""
        again: dict[str, int] = {}
        while not self._stop.is_set():
            pause = TICK
            with _surviving("turn"):
                pause = self.turn(jobs, again)
            self._stop.wait(pause)
        connections.close_all()

    def _beat(self) -> None:
        """One thread: the lease is kept while jobs run, however long."""
        while True:
            leads = False
            with _surviving("lease"):
                leads = self.lead()
            if self._ended.wait(BEAT if leads else TICK):
                break
        connections.close_all()

    def _run(self, job: Job, failures: int) -> int:
        """One run, unless another worker has it; when it is due again, as far as this worker knows."""
        started = self._now()
        if job.everywhere:
            job_runs.begin(job.name, self.worker, started)
        elif not job_runs.claim(job.name, self.worker, started):
            return started + SECOND
        self._running.add(job.name)
        try:
            with bound_contextvars(job=job.name, run=uuid4().hex[:12]):
                return self._recorded(job, started, failures)
        finally:
            self._running.discard(job.name)

    def _recorded(self, job: Job, started: int, failures: int) -> int:
        """Does it and writes down what came of it. The only place where a job's own mistakes are caught."""
        try:
            result = job.run(started)
        except Exception as error:
            log.exception("failed", failures=failures + 1)
            connections.close_all()  # whatever state it left them in
            next_at = self._now() + min(job.every << min(failures + 1, 20), LATEST)
            job_runs.fail(job.name, self._now(), next_at, f"{type(error).__name__}: {error}")
            return next_at
        next_at = max(started + job.every, self._now())
        job_runs.end(job.name, self._now(), next_at, result)
        log.debug("done", result=result)
        return next_at


@contextmanager
def _surviving(what: str) -> Iterator[None]:
    """The loop's boundary: a database that is away for a while ends no worker."""
    try:
        yield
    except Exception:
        log.exception("interrupted", what=what)
        connections.close_all()
