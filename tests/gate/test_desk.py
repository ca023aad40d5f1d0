"""The desk: questions are judged together, policy answers where nobody judges, and what was refused is written down."""

from __future__ import annotations

from tests.live.machine import Machine

ASKING = """
import json, time
from tuotou.clockwork.clock import clock, shared_clock
from tuotou.operations.gate.desk import Desk
from tuotou.operations.gate.note import Said
from tuotou.operations.gate.reading import Asked, read_question
from tuotou.store.models import GateAnswer

def question(act, subject, **more):
    read = read_question(Asked(act, subject, **more), clock())
    assert read.question, read.faults
    return read.question

desk = Desk(shared_clock)
"""
TOGETHER = (
    ASKING
    + """
given_up = desk.ask([question("load", "YT1")])  # nobody judges yet: it waits
assert given_up.cancel()
desk.start()
while desk.gate is None:
    time.sleep(0.05)
asked = [desk.ask([question("work", str(n), site="SZ02"), question("load", str(n))]) for n in range(50)]
answers = [each.result(60) for each in asked]
desk.tell([Said(answer, "handhelds", clock()) for some in answers for answer in some])
desk.close()
assert not any(one.allowed for one, _ in answers) and all(other.allowed for _, other in answers)
print(json.dumps([GateAnswer.objects.count(), sorted(GateAnswer.objects.values_list("act", flat=True).distinct())]))
"""
)
EDITION = (
    ASKING
    + """
from tuotou.operations.gate.ask import Gate
desk.start()
while desk.gate is None:
    time.sleep(0.05)
before = desk.gate
from tests.live.publishing import edited, published
published(clock(), edited("trace-24h", 2, "2036-07-02 06:00", ("due: 24 h", "due: 10 h")))
while desk.gate is before:
    time.sleep(0.05)
assert not desk.ask([question("work", "7", site="SZ02")]).result(60)[0].allowed
desk.close()
print("anew")
"""
)


def test_whoever_waits_is_judged_together_and_refusals_are_kept(machine: Machine) -> None:
    machine.run("database", "migrate")
    assert machine.python(TOGETHER).strip() == '[50, ["work"]]'


def test_what_is_published_is_judged_by_without_a_pause(machine: Machine) -> None:
    machine.run("database", "migrate")
    assert machine.python(EDITION).strip() == "anew"
