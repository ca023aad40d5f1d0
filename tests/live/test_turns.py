"""On SQLite who waits to write is next, however eagerly another writes again; who judges waits for who records."""

from __future__ import annotations

from tests.live.machine import Machine

FAIR = """
import threading, time
from django.db import connection
from tuotou.store.whole import wholly

log, stop = [], threading.Event()

def eager():
    for _ in range(500):  # seconds: who is let in only then has waited for all of them
        if stop.is_set():
            break
        wholly(lambda: (log.append("eager"), time.sleep(0.01)))
    connection.close()

thread = threading.Thread(target=eager)
thread.start()
time.sleep(0.1)
for _ in range(20):
    before = len(log)
    wholly(lambda: log.append("patient"))
    waited = log[before:].index("patient")
    assert waited <= 2, log
stop.set()
thread.join()
print(log.count("patient"), log.count("eager") > 5)
"""

PAST = """
import threading, time
from django.db import connection
from tuotou.store.recording import past, records
from tuotou.store.whole import wholly

log, began, clock = [], threading.Event(), threading.Event()

def recording():
    records()
    began.set()
    log.append(clock.wait(0.5))  # who judges may read his clock before he waits
    log.append("recorded")

def other():
    wholly(recording)
    connection.close()

thread = threading.Thread(target=other)
thread.start()
began.wait()
assert past(lambda: clock.set() or 7) == 7
log.append("past")
thread.join()
print(*log[1:])
"""


def test_who_waits_is_next(machine: Machine) -> None:
    machine.run("database", "migrate")
    assert machine.python(FAIR).split() == ["20", "True"]


def test_an_instant_is_past_when_nobody_records_who_began_before(machine: Machine) -> None:
    machine.run("database", "migrate")
    assert machine.python(PAST).split() == ["recorded", "past"]
