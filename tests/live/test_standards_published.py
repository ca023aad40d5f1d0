"""A standard is published while events come in: each promise is judged by the version under which it opened."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pytest
from tests.live.agreement import live_log, live_promises, replayed_log, replayed_promises
from tests.live.publishing import at, edited, published
from tests.live.turns import HOUR, TURN, settle_all

from tuotou.core.trail.trail import micros
from tuotou.feeds import Converted
from tuotou.feeds.review import REJECTED
from tuotou.operations.live.push import push
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import Watch, current_watch
from tuotou.store.models import Promise, Verdict

pytestmark = pytest.mark.django_db
SINCE = "2026-07-02 06:00"
TIGHTER = edited("trace-24h", 2, SINCE, ("due: 24 h", "due: 10 h"))
OF_OUR_OWN = edited("trace-24h", 1, SINCE, ("id: trace-24h", "id: trace-5h"), ("due: 24 h", "due: 5 h"))
RETIRED = edited(
    "trace-48h", 2, SINCE, ("in_force", "retired"), (f"from: {SINCE}", f"from: {SINCE}, until: 2026-07-02 09:00")
)


def stream(events: pl.DataFrame, publishing: int, asleep: range) -> int:
    """A day in batches of three hours; something is published on the way, and nobody settles for a while.

    The batch that comes in just then is still judged by who does not know. Returns the last instant.
    """
    turn = micros(events["recorded_at"]) // TURN
    for number in range(int(turn.min()), int(turn.max()) + 1):
        now, watch = (number + 1) * TURN, current_watch()
        if publishing <= now < publishing + TURN:
            published(now, TIGHTER, OF_OUR_OWN, RETIRED)
        record_events(events.filter(turn == number), watch, lambda now=now: now)  # type: ignore[misc]
        if number not in asleep:
            settle_all(current_watch(), lambda now=now: now)  # type: ignore[misc]
    now = (int(turn.max()) + 1) * TURN + 30 * 24 * HOUR
    settle_all(current_watch(), lambda: now)
    return now


def test_promises_keep_the_version_under_which_they_opened(day_of_work: pl.DataFrame) -> None:
    since, publishing = at(SINCE), at("2026-07-01 15:00")
    now = stream(day_of_work, publishing, range(publishing // TURN - 1, publishing // TURN + 8))

    versions = {version: [] for version in (1, 2)}
    for version, opens_at in Verdict.objects.filter(promise__standard="trace-24h").values_list(
        "version", "promise__opens_at"
    ):
        versions[version].append(opens_at)
    assert len(versions[1]) > 20 and max(versions[1]) < since
    assert len(versions[2]) > 20 and min(versions[2]) >= since
    assert {*Promise.objects.filter(standard="trace-24h").values_list("version", flat=True)} == {1, 2}
    assert min(Promise.objects.filter(standard="trace-5h").values_list("opens_at", flat=True)) >= since
    silent = Promise.objects.filter(standard="trace-48h")
    assert silent.filter(opens_at__lt=since).exists()
    assert not silent.filter(opens_at__gte=at("2026-07-02 09:00")).exists()

    watch = Watch.load()
    assert live_promises() == replayed_promises(watch, now)
    assert live_log() == replayed_log(watch, now)


def test_what_is_published_while_a_long_file_is_read_judges_the_rest_of_it(day_of_work: pl.DataFrame) -> None:
    now = [at("2026-07-01 00:10")]
    events = day_of_work.filter(pl.col("recorded_at").to_physical() < at("2026-07-02 18:00"))
    early = pl.col("recorded_at").to_physical() < at("2026-07-01 12:00")

    def parts() -> Iterator[Converted]:
        for some, until in ((events.filter(early), "2026-07-01 12:00"), (events.filter(~early), "2026-07-02 18:00")):
            now[0] = at(until)
            yield Converted(some.height, some, pl.DataFrame(schema=REJECTED), pl.DataFrame())
            if until == "2026-07-01 12:00":
                published(now[0], edited("scan-uploaded-30min", 2, "2026-07-01 18:00"))

    push(parts(), current_watch, lambda: now[0])
    settle_all(current_watch(), lambda: now[0])
    versions = Promise.objects.filter(standard="scan-uploaded-30min").values_list("version", "opens_at")
    assert {version for version, _ in versions} == {1, 2}
    assert all((version == 2) == (opens_at >= at("2026-07-01 18:00")) for version, opens_at in versions)
