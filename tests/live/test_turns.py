"""On SQLite who waits to write is next, however eagerly another writes again."""

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


def test_who_waits_is_next(machine: Machine) -> None:
    machine.run("database", "migrate")
    assert machine.python(FAIR).split() == ["20", "True"]
