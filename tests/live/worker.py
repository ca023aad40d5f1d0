"""A process of its own, to be killed: records a file batch by batch and does what is due, by the file's clock.

    python -m tests.live.worker EVENTS.parquet

Killed anywhere and begun again it goes on: what is recorded already is known, what was said is not said again.
`told` beside it prints everything that was ever said.
"""

from __future__ import annotations

import json
import sys

import django
import polars as pl


def main(path: str) -> None:
    """All batches, each at the end of its three hours."""
    from tests.live.turns import TURN, settle_all

    from tuotou.operations.record_events import record_events
    from tuotou.operations.watch import Watch

    watch, events = Watch.load(), pl.read_parquet(path)
    turns = events["recorded_at"].to_physical() // TURN
    for turn in turns.unique().sort():
        now = (turn + 1) * TURN
        record_events(events.filter(turns == turn), watch, lambda: now)  # noqa: B023
        settle_all(watch, now)


def told() -> None:
    """All verdicts, promises and recorded events, as JSON."""
    from tests.live.agreement import COMPARED

    from tuotou.store.models import Mark, Promise, RecordedEvent, Subject, Verdict

    rows = {
        "events": RecordedEvent.objects.values_list("subject_kind", "subject", "id", "recorded_at"),
        "verdicts": Verdict.objects.values_list("promise", "known_at", "status", "level", "site", "person", "tell_at"),
        "promises": Promise.objects.values_list("id", *COMPARED),
        "subjects": Subject.objects.values_list("kind", "number", "events", "next_due_at", "ended_at"),
        "marks": Mark.objects.values_list("container", "known_at"),
    }
    print(json.dumps({name: sorted(map(repr, found)) for name, found in rows.items()}))  # noqa: T201


if __name__ == "__main__":
    django.setup()
    if sys.argv[1:] == ["--told"]:
        told()
    else:
        main(sys.argv[1])
