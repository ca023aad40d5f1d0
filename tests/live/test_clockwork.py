"""What runs by itself: in time, by one worker, written down; a job that fails stops no other."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import pytest
from django.db import connection
from tests.live.machine import Machine

from tuotou.clockwork import clock as clocks
from tuotou.clockwork.clock import SECOND
from tuotou.clockwork.jobs import JOBS, Job
from tuotou.clockwork.loop import Clockwork
from tuotou.clockwork.state import states
from tuotou.store import job_runs, lease
from tuotou.store.models import JobRun

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = 60 * SECOND
NOON = 1_780_000_000 * SECOND
only_sqlite = pytest.mark.skipif(os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="has no lease")


@dataclass
class Shift:
    """A worker whose clock and jobs are in our hand."""

    jobs: tuple[Job, ...]
    worker: str = "elsewhere:1"
    now: int = NOON
    again: dict[str, int] = field(default_factory=dict)
    pause: float = 0

    def __post_init__(self) -> None:
        self.clockwork = Clockwork(self.jobs, self.worker, lambda: self.now)

    def work(self, later: int = 0) -> bool:
        """Some time later, everything that is due; False where another worker has the lease."""
        self.now += later
        leads = self.clockwork.lead()
        if leads:
            self.pause = self.clockwork.turn(self.jobs, self.again)
        return leads


def job(name: str, ran: list[tuple[str, int]], every: int = MINUTE, **more: bool) -> Job:
    def run(now: int) -> str:
        ran.append((name, now))
        return f"{len(ran)} times"

    return Job(name, name, name, every, run, **more)


def test_jobs_run_when_they_are_due_and_say_what_they_did() -> None:
    ran: list[tuple[str, int]] = []
    shift = Shift((job("sweep", ran), job("wake", ran, every=10 * SECOND, everywhere=True)))
    for _ in range(7):
        shift.work(10 * SECOND)
    assert [name for name, _ in ran].count("sweep") == 2
    assert [name for name, _ in ran].count("wake") == 7
    assert shift.pause == 1, "nothing is due: it looks again in a second"
    assert following(shift).pause == 1, "also a worker that has run none of them itself"
    sweep = JobRun.objects.get(name="sweep")
    assert (sweep.started_at, sweep.next_at, sweep.failed) == (NOON + 70 * SECOND, NOON + 130 * SECOND, False)
    assert sweep.result.endswith("times")
    assert not any(state.late for state in states(shift.now, shift.jobs))
    assert all(state.late for state in states(shift.now + 5 * MINUTE, shift.jobs))


def following(shift: Shift) -> Shift:
    """The next worker, of what is not run everywhere."""
    lease.give_back(shift.worker)
    after = Shift(shift.jobs[:1], "elsewhere:2", shift.now)
    assert after.work()
    return after


def test_a_job_that_fails_is_tried_again_later_and_later_and_stops_no_other() -> None:
    ran: list[tuple[str, int]] = []
    well = []

    def break_down(now: int) -> str:
        ran.append(("bad", now))
        if not well:
            raise RuntimeError("no room")
        return "done"

    shift = Shift((Job("bad", "bad", "bad", SECOND, break_down, everywhere=True), job("good", ran, every=SECOND)))
    for _ in range(60):
        shift.work(SECOND)
    tries = [now for name, now in ran if name == "bad"]
    waits = [(after - before) // SECOND for before, after in zip(tries, tries[1:], strict=False)]
    assert waits == [2, 4, 8, 16]
    assert [name for name, _ in ran].count("good") == 60
    told = JobRun.objects.get(name="bad")
    assert (told.failed, told.failures, told.result) == (True, 5, "RuntimeError: no room")
    well.append(True)
    shift.work(MINUTE)
    told.refresh_from_db()
    assert (told.failed, told.failures, told.result) == (False, 0, "done")


def test_a_run_is_one_workers() -> None:
    job_runs.enrol(["sweep"])
    assert job_runs.claim("sweep", "one", NOON)
    assert not job_runs.claim("sweep", "two", NOON)
    job_runs.hold("sweep", "one", NOON + MINUTE)
    assert not job_runs.claim("sweep", "two", NOON + MINUTE + SECOND)
    assert job_runs.claim("sweep", "two", NOON + 3 * MINUTE), "nothing was heard of the first for long enough"


@only_sqlite
def test_one_worker_at_a_time() -> None:
    ran: list[tuple[str, int]] = []
    first = Shift((job("sweep", ran),), "elsewhere:1")
    second = Shift((job("sweep", ran),), "elsewhere:2")
    assert first.work()
    assert not second.work(14 * SECOND)
    assert first.work(14 * SECOND)
    assert not second.work(10 * SECOND)
    assert second.work(6 * SECOND), "the lease of the first ran out"
    assert not first.work(20 * SECOND)
    lease.give_back("elsewhere:2")
    assert first.work()


@only_sqlite
def test_what_a_killed_worker_began_is_begun_again_at_once() -> None:
    ran: list[tuple[str, int]] = []
    killed = Shift((job("sweep", ran),), f"{lease.myself().rpartition(':')[0]}:{2**22 - 1}")
    assert killed.clockwork.lead()
    assert job_runs.claim("sweep", killed.worker, NOON)
    following = Shift((job("sweep", ran),), now=NOON + SECOND)
    assert following.work()
    assert ran == [("sweep", NOON + SECOND)]


def test_every_job_says_what_it_is() -> None:
    assert len({one.name for one in JOBS}) == len(JOBS)
    assert all(one.zh and one.en and one.every >= SECOND for one in JOBS)


def test_the_list_of_jobs(machine: Machine) -> None:
    assert machine.run("jobs").returncode == 6
    machine.run("database", "migrate")
    listed = machine.run("jobs")
    assert all(one.name in listed.stdout for one in JOBS)
    assert "did not run in time" in listed.stdout


PROMPT_AND_SLOW = """
import threading
from tuotou.clockwork.clock import SECOND
from tuotou.clockwork.jobs import Job, Lane
from tuotou.clockwork.loop import Clockwork
begun, many = threading.Event(), threading.Event()
count = [0]
def prompt(now):
    count[0] += begun.is_set()
    if count[0] == 3:
        many.set()
    return ""
def slow(now):
    begun.set()
    assert many.wait(60), "the prompt job waited for the slow one"
    return "slow is done"
one = Job("prompt", "", "", SECOND // 20, prompt, everywhere=True)
clockwork = Clockwork((one, Job("slow", "", "", 3600 * SECOND, slow, lane=Lane.KEEP)))
clockwork.start()
begun.wait(60)
clockwork.stop()
from tuotou.store.lease import NAME
from tuotou.store.models import JobRun, Lease
print(JobRun.objects.get(name="slow").result, Lease.objects.filter(name=NAME).count())
"""


def test_slow_jobs_keep_no_prompt_one_waiting(machine: Machine) -> None:
    machine.run("database", "migrate")
    code = PROMPT_AND_SLOW.replace("clockwork.stop()", "many.wait(60)\nclockwork.stop()")
    assert machine.python(code).split() == ["slow", "is", "done", "0"]


def test_this_database_is_as_the_tests_think() -> None:
    assert lease.is_needed() == (connection.vendor == "sqlite")


def test_machines_whose_clocks_differ_go_by_that_of_their_database(monkeypatch: pytest.MonkeyPatch) -> None:
    before = clocks.shared_clock()
    monkeypatch.setattr(clocks, "clock", lambda: NOON)
    now = clocks.shared_clock()
    if connection.vendor == "postgresql":
        assert before <= now < before + MINUTE
    else:
        assert now == NOON, "there is one machine"
