"""What each job does: one verb, and in a few words what came of it. Verbs are imported as they run: quick to start."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final

from tuotou.clockwork.clock import SECOND, clock, shared_clock

if TYPE_CHECKING:
    import polars as pl

    from tuotou.operations.deliveries.wire import Wire
    from tuotou.operations.live.watch import Watch

CHUNK: Final = 1_000
"""Subjects in one transaction."""
VERDICTS: Final = 2_000
"""Verdicts that people are told of in one transaction."""
NAP: Final = 0.1
"""s; how long what has just come waits at most to be looked at."""
TURN: Final = 2 * SECOND
"""How long one run goes on: then others have their turn, and who stops the worker is not kept waiting."""

LONG: Final = 5 * SECOND
"""The same of what waits for nobody in its lane."""


def watch() -> Watch:
    """The handbook as the live watch uses it, with what was published until now: asked for anew in each round."""
    from tuotou.operations.live.watch import current_watch

    return current_watch()


def wake(_: int) -> str:
    from tuotou.operations.live.wake import wake

    return f"{_awake(lambda: wake(watch(), shared_clock))} subjects looked at"


def warn(_: int) -> str:
    from tuotou.operations.warnings.warn import warn

    return f"{_awake(lambda: warn(watch().response, clock(), VERDICTS))} verdicts looked at"


def record_uploads(_: int) -> str:
    from tuotou.operations.uploads.recording import record_next

    return "a file recorded" if record_next(watch, shared_clock) else "no file waits"


def forget_uploads(now: int) -> str:
    from tuotou.operations.uploads.forgetting import forget_uploads

    return f"{forget_uploads(now)} files removed"


def causes(now: int) -> str:
    from tuotou.operations.warnings.warn import tend_causes

    return f"{tend_causes(watch().response, now)} warnings changed"


def escalate(now: int) -> str:
    from tuotou.operations.warnings.escalate import escalate
    from tuotou.store.organisation import Organisation

    return f"{escalate(watch().response, Organisation.at, now)} warnings looked at"


def tell(_: int) -> str:
    from tuotou.operations.notices.route import route
    from tuotou.operations.notices.tell import tell
    from tuotou.store.organisation import Organisation

    told = _rounds(lambda: tell(watch().response, Organisation.at, clock()))
    return (
        f"{told} steps told, {_rounds(lambda: route(watch().response, Organisation.at, clock()))} notices on their way"
    )


def compose(_: int) -> str:
    from tuotou.operations.notices.compose import compose

    return f"{_rounds(lambda: compose(watch().response, clock()))} letters written"


def send(_: int) -> str:
    from tuotou.operations.notices.send import send

    return f"{_rounds(lambda: send(watch().response, clock))} letters tried"


def incidents(_: int) -> str:
    from tuotou.operations.live.record_events import record_events
    from tuotou.operations.notices.incidents import record_told, tell_incidents
    from tuotou.store.organisation import Organisation

    def record(events: pl.DataFrame) -> pl.DataFrame:
        return record_events(events, watch(), shared_clock).refused

    rules = watch().response
    told = tell_incidents(rules, Organisation.at, clock())
    return f"{told} people told of incidents, {record_told(rules.notices, record, clock())} events recorded"


def exemptions(_: int) -> str:
    from tuotou.operations.exemptions.effects import see_to_exemptions
    from tuotou.operations.live.record_events import record_events

    def record(events: pl.DataFrame) -> pl.DataFrame:
        return record_events(events, watch(), shared_clock).refused

    done = _rounds(lambda: see_to_exemptions(watch().response, record, clock(), CHUNK))
    return f"{done} events recorded"


def log_days(now: int) -> str:
    from tuotou.store.log_days import make_days

    return f"{make_days(now)} days made"


def archive_days(now: int) -> str:
    from django.conf import settings

    from tuotou.operations.live.archive_days import archive_days

    return f"{len(archive_days(settings.ARCHIVE, watch().vocabulary, now))} days copied"


def retire(now: int) -> str:
    from django.conf import settings

    from tuotou.operations.live.retire import retire

    until = clock() + 60 * SECOND
    return f"{retire(settings.ARCHIVE, watch(), now, enough=lambda: clock() > until)} subjects left for the archive"


def crowds(_: int) -> str:
    from tuotou.operations.live.crowds import count_crowds

    return f"{_rounds(lambda: count_crowds(watch(), shared_clock, CHUNK))} subjects counted anew"


def forget(now: int) -> str:
    from tuotou.operations.live.crowds import forget_crowds

    return f"{forget_crowds(watch(), now)} events counted no more"


def shares(now: int) -> str:
    from tuotou.operations.live.shares import close_periods, foresee_shares

    return f"{close_periods(watch(), now)} periods closed, {foresee_shares(watch(), now)} open ones looked at"


def count(_: int) -> str:
    from tuotou.operations.figures.count import count

    return f"{_rounds(lambda: count(watch(), shared_clock), LONG)} subjects counted"


def publish(now: int) -> str:
    from tuotou.operations.figures.publish import publish

    return f"{publish(watch(), now)} figures published"


def briefs(now: int) -> str:
    from tuotou.operations.figures.briefs import send_briefs

    return f"{send_briefs(watch(), now)} units told"


def forget_figures(now: int) -> str:
    from tuotou.operations.figures.publish import forget

    forget(watch(), now)
    return "old figures removed"


def roster_days(_: int) -> str:
    from django.conf import settings

    from tuotou.operations.live.roster_days import read_rows, say_roster_days

    roster = read_rows(settings.ROSTER, watch()) if settings.ROSTER else None
    said = say_roster_days(watch(), shared_clock, roster.rows if roster else None)
    faults = f"; {len(roster.problems)} faults in {settings.ROSTER}" if roster and roster.problems else ""
    return f"{said} events recorded{faults}"


def forget_requests(now: int) -> str:
    from tuotou.operations.access import once
    from tuotou.operations.gate import note

    return f"{once.forget(now)} requests and {_rounds(lambda: note.forget(now))} answers of the gate forgotten"


def silence(_: int) -> str:
    from tuotou.operations.sources.silence import tell_silence

    return f"{tell_silence(watch(), shared_clock)} events recorded"


def forget_refused(now: int) -> str:
    from tuotou.operations.sources.refusals import forget_refused

    return f"{forget_refused(now)} refused messages removed"


def forget_handles(now: int) -> str:
    from tuotou.operations.live.forget_handles import forget_handles

    return f"{_rounds(lambda: forget_handles(now))} handles removed"


def queue_deliveries(_: int) -> str:
    from tuotou.operations.deliveries.queueing import queue

    return f"{_rounds(lambda: queue(watch().vocabulary, shared_clock))} facts looked at"


def deliver(_: int) -> str:
    from tuotou.operations.deliveries.deliver import deliver

    return f"{_awake(lambda: deliver(_wire(), clock, clock() + SECOND))} attempts"


@cache
def _wire() -> Wire:
    """The messages that this process has on their way, from one run to the next."""
    from django.conf import settings

    from tuotou.operations.deliveries.wire import Wire

    return Wire(settings.WEBHOOK_ALLOW)


def tend_deliveries(now: int) -> str:
    from tuotou.operations.deliveries.tend import note_traces, remove_old, watch_limits
    from tuotou.operations.live.record_events import record_events

    def record(events: pl.DataFrame) -> None:
        record_events(events, watch(), shared_clock)

    noted, unwell = _rounds(lambda: note_traces(record)), watch_limits(now)
    return f"{noted} traces noted, {unwell} owners told, {_rounds(lambda: remove_old(now))} old messages removed"


def trials(_: int) -> str:
    from tuotou.clockwork.trials import tend

    return f"{_awake(lambda: tend(clock()))} back-tests begun"


def exports(_: int) -> str:
    from django.conf import settings
    from django.utils.module_loading import import_string

    from tuotou.operations.exports.making import make_next

    make = import_string(settings.EXPORTS)
    return f"{_rounds(lambda: make_next(make, settings.HOME / 'exports', clock()))} lists made"


def forget_exports(now: int) -> str:
    from django.conf import settings

    from tuotou.operations.exports.making import forget_old

    return f"{forget_old(settings.HOME / 'exports', now)} old files removed"


def _awake(chunk: Callable[[], int]) -> int:
    """How many were done within a second, each a moment after it came."""
    until, done = clock() + SECOND, 0
    while clock() < until:
        some = chunk()
        done += some
        if not some:
            time.sleep(NAP)
    return done


def _rounds(chunk: Callable[[], int], turn: int = TURN) -> int:
    """How many were done, chunk by chunk, until nothing more is due or it is enough for one run."""
    until, done, some = clock() + turn, 0, -1
    while some and clock() < until:
        some = chunk()
        done += some
    return done
