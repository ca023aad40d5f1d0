"""Everything that runs by itself: this list, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from tuotou.clockwork.clock import clock, shared_clock

if TYPE_CHECKING:
    import polars as pl

    from tuotou.operations.deliveries.wire import Wire
    from tuotou.operations.live.watch import Watch

SECOND: Final = 1_000_000
HOUR: Final = 3_600 * SECOND
CHUNK: Final = 1_000
"""Subjects in one transaction."""
VERDICTS: Final = 2_000
"""Verdicts that people are told of in one transaction."""
NAP: Final = 0.1
"""s; how long what has just come waits at most to be looked at."""
TURN: Final = 2 * SECOND
"""How long one run goes on: then others have their turn, and who stops the worker is not kept waiting."""


class Lane(StrEnum):
    """Jobs of a lane run one after the other, lanes beside each other: what must be judged waits for no telling."""

    WATCH = "watch"
    TELL = "tell"
    SEND = "send"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Job:
    """Something that runs by itself."""

    name: str
    zh: str
    en: str
    every: int
    """µs from the start of one run to the start of the next."""
    run: Callable[[int], str]
    """Does what is due at an instant and says what it did."""
    everywhere: bool = False
    """Several workers run it at the same time: what it does is claimed row by row."""
    lane: Lane = Lane.WATCH


def watch() -> Watch:
    """The handbook as the live watch uses it, with what was published until now: asked for anew in each round."""
    from tuotou.operations.live.watch import current_watch

    return current_watch()


def _wake(_: int) -> str:
    from tuotou.operations.live.wake import wake

    return f"{_awake(lambda: wake(watch(), shared_clock))} subjects looked at"


def _warn(_: int) -> str:
    from tuotou.operations.warnings.warn import warn

    return f"{_awake(lambda: warn(watch().response, clock(), VERDICTS))} verdicts looked at"


def _causes(now: int) -> str:
    from tuotou.operations.warnings.warn import tend_causes

    return f"{tend_causes(watch().response, now)} warnings changed"


def _escalate(now: int) -> str:
    from tuotou.operations.warnings.escalate import escalate
    from tuotou.store.organisation import Organisation

    return f"{escalate(watch().response, Organisation.at, now)} warnings looked at"


def _tell(_: int) -> str:
    from tuotou.operations.notices.route import route
    from tuotou.operations.notices.tell import tell
    from tuotou.store.organisation import Organisation

    told = _rounds(lambda: tell(watch().response, Organisation.at, clock()))
    return (
        f"{told} steps told, {_rounds(lambda: route(watch().response, Organisation.at, clock()))} notices on their way"
    )


def _compose(_: int) -> str:
    from tuotou.operations.notices.compose import compose

    return f"{_rounds(lambda: compose(watch().response, clock()))} letters written"


def _send(_: int) -> str:
    from tuotou.operations.notices.send import send

    return f"{_rounds(lambda: send(watch().response, clock))} letters tried"


def _incidents(_: int) -> str:
    from tuotou.operations.live.record_events import record_events
    from tuotou.operations.notices.incidents import record_told, tell_incidents
    from tuotou.store.organisation import Organisation

    def record(events: pl.DataFrame) -> pl.DataFrame:
        return record_events(events, watch(), shared_clock).refused

    rules = watch().response
    told = tell_incidents(rules, Organisation.at, clock())
    return f"{told} people told of incidents, {record_told(rules.notices, record, clock())} events recorded"


def _exemptions(_: int) -> str:
    from tuotou.operations.exemptions.effects import see_to_exemptions
    from tuotou.operations.live.record_events import record_events

    def record(events: pl.DataFrame) -> pl.DataFrame:
        return record_events(events, watch(), shared_clock).refused

    done = _rounds(lambda: see_to_exemptions(watch().response, record, clock(), CHUNK))
    return f"{done} events recorded"


def _log_days(now: int) -> str:
    from tuotou.store.log_days import make_days

    return f"{make_days(now)} days made"


def _archive_days(now: int) -> str:
    from django.conf import settings

    from tuotou.operations.live.archive_days import archive_days

    return f"{len(archive_days(settings.ARCHIVE, watch().vocabulary, now))} days copied"


def _retire(now: int) -> str:
    from django.conf import settings

    from tuotou.operations.live.retire import retire

    until = clock() + 60 * SECOND
    return f"{retire(settings.ARCHIVE, watch(), now, enough=lambda: clock() > until)} subjects left for the archive"


def _crowds(_: int) -> str:
    from tuotou.operations.live.crowds import count_crowds

    return f"{_rounds(lambda: count_crowds(watch(), shared_clock, CHUNK))} subjects counted anew"


def _forget(now: int) -> str:
    from tuotou.operations.live.crowds import forget_crowds

    return f"{forget_crowds(watch(), now)} events counted no more"


def _shares(now: int) -> str:
    from tuotou.operations.live.shares import close_periods, foresee_shares

    return f"{close_periods(watch(), now)} periods closed, {foresee_shares(watch(), now)} open ones looked at"


def _roster_days(_: int) -> str:
    from django.conf import settings

    from tuotou.operations.live.roster_days import read_rows, say_roster_days

    roster = read_rows(settings.ROSTER, watch()) if settings.ROSTER else None
    said = say_roster_days(watch(), shared_clock, roster.rows if roster else None)
    faults = f"; {len(roster.problems)} faults in {settings.ROSTER}" if roster and roster.problems else ""
    return f"{said} events recorded{faults}"


def _forget_requests(now: int) -> str:
    from tuotou.operations.access.once import forget

    return f"{forget(now)} requests forgotten"


def _silence(_: int) -> str:
    from tuotou.operations.sources.silence import tell_silence

    return f"{tell_silence(watch(), shared_clock)} events recorded"


def _forget_refused(now: int) -> str:
    from tuotou.operations.sources.refusals import forget_refused

    return f"{forget_refused(now)} refused messages removed"


def _queue_deliveries(_: int) -> str:
    from tuotou.operations.deliveries.queueing import queue

    return f"{_rounds(lambda: queue(watch().vocabulary, shared_clock))} facts looked at"


def _deliver(_: int) -> str:
    from tuotou.operations.deliveries.deliver import deliver

    return f"{_awake(lambda: deliver(_wire(), clock, clock() + SECOND))} attempts"


@cache
def _wire() -> Wire:
    """The messages that this process has on their way, from one run to the next."""
    from django.conf import settings

    from tuotou.operations.deliveries.wire import Wire

    return Wire(settings.WEBHOOK_ALLOW)


def _tend_deliveries(now: int) -> str:
    from tuotou.operations.deliveries.tend import note_traces, remove_old, watch_limits
    from tuotou.operations.live.record_events import record_events

    def record(events: pl.DataFrame) -> None:
        record_events(events, watch(), shared_clock)

    noted, unwell = _rounds(lambda: note_traces(record)), watch_limits(now)
    return f"{noted} traces noted, {unwell} owners told, {_rounds(lambda: remove_old(now))} old messages removed"


def _awake(chunk: Callable[[], int]) -> int:
    """How many were done within a second, each a moment after it came."""
    until, done = clock() + SECOND, 0
    while clock() < until:
        some = chunk()
        done += some
        if not some:
            time.sleep(NAP)
    return done


def _rounds(chunk: Callable[[], int]) -> int:
    """How many were done, chunk by chunk, until nothing more is due or it is enough for one run."""
    until, done, some = clock() + TURN, 0, -1
    while some and clock() < until:
        some = chunk()
        done += some
    return done


JOBS: Final = (
    Job(
        "wake",
        "到点判定；车、包的事件传给里面的快件",
        "what is due is judged, and what happened to trips and bags reaches what is in them",
        SECOND,
        _wake,
        everywhere=True,
    ),
    Job("crowds", "跨快件计数", "what counts over many subjects is counted", 5 * SECOND, _crowds),
    Job("roster_days", "台账逐日开项", "the calendar speaks of the day", HOUR // 6, _roster_days),
    Job("warn", "到时预警", "people are warned", SECOND, _warn, lane=Lane.TELL),
    Job(
        "causes",
        "归因与放回",
        "causes hold back what they explain, and let it go",
        10 * SECOND,
        _causes,
        lane=Lane.TELL,
    ),
    Job(
        "escalate", "没人接手的预警升级", "warnings that nobody takes up go on", 10 * SECOND, _escalate, lane=Lane.TELL
    ),
    Job("tell", "预警通知到人", "who is on duty is told of warnings", SECOND, _tell, lane=Lane.TELL),
    Job("incidents", "突发通知各方", "those concerned hear of incidents", 5 * SECOND, _incidents, lane=Lane.TELL),
    Job("compose", "通知合并成消息", "what people are told becomes letters", SECOND, _compose, lane=Lane.TELL),
    Job("send", "消息按通道发出", "letters leave by their channels", SECOND, _send, everywhere=True, lane=Lane.SEND),
    Job("exemptions", "报备通过后免责", "what exemptions touch is voided", 5 * SECOND, _exemptions, lane=Lane.TELL),
    Job(
        "queue_deliveries",
        "新的事实排入推送",
        "what is new is queued for other systems",
        SECOND,
        _queue_deliveries,
        lane=Lane.SEND,
    ),
    Job(
        "deliver",
        "推送到其他系统",
        "what is queued is sent to other systems",
        SECOND,
        _deliver,
        everywhere=True,
        lane=Lane.SEND,
    ),
    Job(
        "tend_deliveries",
        "照看推送：时延与被拒、回传留痕、清理",
        "deliveries are looked after: delay, refusals, traces, removal",
        10 * SECOND,
        _tend_deliveries,
        lane=Lane.SEND,
    ),
    Job("shares", "周期达标率结算", "periods that are over are published", HOUR, _shares, lane=Lane.KEEP),
    Job("forget_crowds", "清理过期计数", "what is counted no more is removed", 24 * HOUR, _forget, lane=Lane.KEEP),
    Job(
        "forget_requests",
        "清理接口请求的重放记录",
        "requests that nobody sends again are forgotten",
        HOUR,
        _forget_requests,
        lane=Lane.KEEP,
    ),
    Job("silence", "数据源静默", "it is told which sources are silent", 10 * SECOND, _silence, lane=Lane.KEEP),
    Job("forget_refused", "清理过期的退回消息", "old refused messages go", 24 * HOUR, _forget_refused, lane=Lane.KEEP),
    Job("log_days", "备好今后几天的日志分区", "the log has room for the coming days", HOUR, _log_days, lane=Lane.KEEP),
    Job("archive_days", "结束的日子归档", "days that are over go to the archive", HOUR, _archive_days, lane=Lane.KEEP),
    Job(
        "retire", "结束已久的快件移出在线库", "who ended long ago leaves the live tables", HOUR, _retire, lane=Lane.KEEP
    ),
)
