"""`tuotou gate`: what an operator asks, in both languages and as JSON."""

from __future__ import annotations

import json

from tests.live.machine import Machine


def test_an_operator_asks_as_a_handheld_does(machine: Machine) -> None:
    machine.run("database", "migrate")
    words = ("gate", "ask", "accept", "YT1", "--site", "SZ01", "--at", "2026-07-01 12:00", "--attr", "missing_fields=0")
    shown = machine.run(*words, "--attr", "customer_kind=merchant", "--lang", "zh")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("不可收寄：先验视后收寄")
    assert "accepted-needs-inspection" in shown.stdout and "不放行" in shown.stdout
    told = json.loads(machine.run(*words, "--attr", "customer_kind=merchant", "--json").stdout)
    assert (told["allowed"], told["because"]) == (False, "standards")
    assert {"standard": "accepted-needs-inspection", "version": 1, "level": "red_line", "effect": "stops"} in told[
        "reasons"
    ]
    assert machine.python("from tuotou.store.models import GateAnswer as G; print(G.objects.count())").strip() == "0"
    for wrong, what in (
        (("gate", "ask", "acept", "YT1"), "there is no such act (did you mean 'accept'?)"),
        ((*words, "--attr", "passed"), "it has no value (write name=value)"),
        ((*words, "--attr", "weight_g=heavy"), "attrs.weight_g heavy: no whole number"),
        ((*words, "--kind", "signed"), "no event of the act 'accept'"),
    ):
        refused = machine.run(*wrong, "--lang", "en")
        assert (refused.returncode, what in refused.stderr) == (2, True), refused.stderr
    acts = json.loads(machine.run("gate", "acts", "--json").stdout)
    assert [act["patience_ms"] for act in acts if act["act"] == "depart"] == [200]
    assert "入柜入站" in machine.run("gate", "acts", "--lang", "zh").stdout
