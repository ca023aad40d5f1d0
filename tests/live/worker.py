"""A process of its own, to be killed: it records a file by the file's clock, does what is due, and tells it.

    python -m tests.live.worker EVENTS.parquet

Killed anywhere and begun again it goes on: what is recorded already is known, what was said is not said again.
`told` beside it prints everything that was ever said.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import django
import polars as pl

PERIOD = ("standard", "first_day", "who", "counted", "kept", "as_of")
SPEED = 12_000 * 1_000_000
"""µs that pass in a second of the test."""


def main(path: str) -> None:
    """All batches, each at the end of its three hours, and whatever runs by itself then."""
    from tests.live import small_company
    from tests.live.turns import HOUR, TURN

    from tuotou.handbook import load
    from tuotou.operations.live.record_events import record_events
    from tuotou.operations.live.watch import Watch
    from tuotou.store.models import RecordedEvent

    watch = small_company.daily(small_company.strict(Watch.of(load())), settle=HOUR)
    events = pl.read_parquet(path)
    last = RecordedEvent.objects.order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    turns = events["recorded_at"].to_physical() // TURN
    for turn in turns.unique().sort():
        now = (turn + 1) * TURN
        record_events(events.filter(turns == turn), watch, lambda: now)  # noqa: B023
        if last is None or now > last - TURN // 2:  # no clock goes back to what was done before it was killed
            _by_itself(watch, now)
        print(turn, flush=True)  # noqa: T201


def _by_itself(watch: Any, now: int) -> None:
    """The jobs of `clockwork.jobs` that judge and tell, until nothing is left."""
    from tests.live.turns import settle_all

    from tuotou.operations.live.crowds import count_crowds, forget_crowds
    from tuotou.operations.live.roster_days import say_roster_days
    from tuotou.operations.live.shares import close_periods, foresee_shares
    from tuotou.operations.warnings.escalate import escalate
    from tuotou.operations.warnings.warn import tend_causes, warn
    from tuotou.store.organisation import Organisation

    settle_all(watch, lambda: now)
    say_roster_days(watch, lambda: now)
    while count_crowds(watch, lambda: now):
        pass
    close_periods(watch, now)
    foresee_shares(watch, now)
    while warn(watch.response, now):
        pass
    tend_causes(watch.response, now)
    while escalate(watch.response, Organisation.at, now):
        pass
    forget_crowds(watch, now)


def organise(path: str) -> None:
    """The organisation in a workbook."""
    from tuotou.operations.organisation.importing import import_organisation

    assert import_organisation([Path(path)], 0, "HQ001").clean


def share(path: str, number: int, of: int, began: float) -> None:
    """Its share of the batches of a file, as they come by a clock that all workers have; and what is due."""
    from tests.live.turns import HOUR, settle_all

    from tuotou.operations.live.record_events import record_events
    from tuotou.operations.live.watch import Watch

    watch, events = Watch.load(), pl.read_parquet(path)
    at = events["recorded_at"].to_physical()
    start, end = int(at.min()), int(at.max()) + 48 * HOUR  # type: ignore[arg-type]

    def clock() -> int:
        return start + int((time.time() - began) * SPEED)  # noqa: TID251

    for turn in (at // HOUR).unique().sort():
        while clock() < (turn + 1) * HOUR:
            settle_all(watch, clock)
        if turn % of == number:
            record_events(events.filter(at // HOUR == turn), watch, clock)
    while clock() < end:
        settle_all(watch, clock)
    settle_all(watch, clock)


def told() -> None:
    """All verdicts, promises and recorded events, as JSON."""
    from tests.live.agreement import COMPARED

    from tuotou.store import models as of
    from tuotou.store.models import Promise, RecordedEvent, Subject, Verdict, Warning, WarningStep

    group = ("standard", "site", "cause")
    rows = {
        "events": RecordedEvent.objects.values_list("subject_kind", "subject", "id", "recorded_at"),
        "verdicts": Verdict.objects.values_list("promise", "known_at", "status", "level", "site", "person", "tell_at"),
        "promises": Promise.objects.values_list("id", *COMPARED),
        "subjects": Subject.objects.values_list("kind", "number", "events", "next_due_at", "ended_at"),
        "warnings": Warning.objects.values_list(*group, "state", "step", "open", "items", "opened_at", "told_at"),
        "notices": WarningStep.objects.values_list(
            *(f"warning__{name}" for name in group), "at", "act", "step", "count", "role", "status", "send_at"
        ),
        "marks": of.Mark.objects.values_list("container", "known_at"),
        "counted": of.CrowdMember.objects.values_list("subject__number", "standard", "value", "at", "opening", "site"),
        "to count": of.Recount.objects.values_list("subject", "known_at"),
        "published": of.ClosedPeriod.objects.values_list(*PERIOD, "verdict"),
        "adjusted": of.Adjustment.objects.values_list(*PERIOD),
        "days": of.RosterDay.objects.values_list("calendar", "day", "events", "fingerprint", "said_at"),
    }
    print(json.dumps({name: sorted(map(repr, found)) for name, found in rows.items()}))  # noqa: T201


def agrees() -> None:
    """Whether what was said is what the replay of the log says, and how much of it there is; as JSON."""
    from tests.live.agreement import live_log, live_promises, replayed_log, replayed_promises

    from tuotou.operations.live.watch import Watch
    from tuotou.store.models import Subject

    watch, live, log = Watch.load(), live_promises(), live_log()
    until = max(Subject.objects.values_list("known_until", flat=True))
    found = {
        "promises": live == replayed_promises(watch, until),
        "log": log == replayed_log(watch, until),
        "broken": len(log),
    }
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    django.setup()
    if sys.argv[1:] == ["--told"]:
        told()
    elif sys.argv[1:2] == ["--share"]:
        share(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
    elif sys.argv[1:] == ["--agrees"]:
        agrees()
    elif sys.argv[1:2] == ["--organise"]:
        organise(sys.argv[2])
    else:
        main(sys.argv[1])
