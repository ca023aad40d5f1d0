"""Everything that runs by itself: this list, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tuotou.clockwork import runs
from tuotou.clockwork.clock import HOUR, SECOND


class Lane(StrEnum):
    """Jobs of a lane run one after the other, lanes beside each other: what must be judged waits for no telling."""

    WATCH = "watch"
    TELL = "tell"
    SEND = "send"
    DELIVER = "deliver"
    LOAD = "load"
    TAKE = "take"
    KEEP = "keep"
    COUNT = "count"
    TRY = "try"


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


JOBS: Final = (
    Job(
        "wake",
        "到点判定；车、包的事件传给里面的快件",
        "what is due is judged, and what happened to trips and bags reaches what is in them",
        SECOND,
        runs.wake,
        everywhere=True,
    ),
    Job("crowds", "跨快件计数", "what counts over many subjects is counted", 5 * SECOND, runs.crowds),
    Job("roster_days", "台账逐日开项", "the calendar speaks of the day", HOUR // 6, runs.roster_days),
    Job("warn", "到时预警", "people are warned", SECOND, runs.warn, lane=Lane.TELL),
    Job(
        "causes",
        "归因与放回",
        "causes hold back what they explain, and let it go",
        10 * SECOND,
        runs.causes,
        lane=Lane.TELL,
    ),
    Job(
        "escalate",
        "没人接手的预警升级",
        "warnings that nobody takes up go on",
        10 * SECOND,
        runs.escalate,
        lane=Lane.TELL,
    ),
    Job("tell", "预警通知到人", "who is on duty is told of warnings", SECOND, runs.tell, lane=Lane.TELL),
    Job("incidents", "突发通知各方", "those concerned hear of incidents", 5 * SECOND, runs.incidents, lane=Lane.TELL),
    Job("compose", "通知合并成消息", "what people are told becomes letters", SECOND, runs.compose, lane=Lane.TELL),
    Job(
        "send", "消息按通道发出", "letters leave by their channels", SECOND, runs.send, everywhere=True, lane=Lane.SEND
    ),
    Job("exemptions", "报备通过后免责", "what exemptions touch is voided", 5 * SECOND, runs.exemptions, lane=Lane.TELL),
    Job(
        "queue_deliveries",
        "新的事实排入推送",
        "what is new is queued for other systems",
        SECOND,
        runs.queue_deliveries,
        lane=Lane.DELIVER,
    ),
    Job(
        "deliver",
        "推送到其他系统",
        "what is queued is sent to other systems",
        SECOND,
        runs.deliver,
        everywhere=True,
        lane=Lane.DELIVER,
    ),
    Job(
        "tend_deliveries",
        "照看推送：时延与被拒、回传留痕、清理",
        "deliveries are looked after: delay, refusals, traces, removal",
        10 * SECOND,
        runs.tend_deliveries,
        lane=Lane.DELIVER,
    ),
    Job(
        "trials",
        "回测：另起进程来做",
        "back-tests that people asked for are done by processes of their own",
        SECOND,
        runs.trials,
        everywhere=True,
        lane=Lane.TRY,
    ),
    Job("exports", "生成长清单", "long lists are made into files", 2 * SECOND, runs.exports, lane=Lane.TAKE),
    Job(
        "forget_exports",
        "清理过期的导出文件",
        "files of lists go after their days",
        HOUR,
        runs.forget_exports,
        lane=Lane.KEEP,
    ),
    Job("shares", "周期达标率结算", "periods that are over are published", HOUR, runs.shares, lane=Lane.KEEP),
    Job("forget_crowds", "清理过期计数", "what is counted no more is removed", 24 * HOUR, runs.forget, lane=Lane.KEEP),
    Job(
        "forget_requests",
        "清理接口请求的重放记录、过期的作业答复",
        "requests that nobody sends again and old answers of the gate are forgotten",
        HOUR,
        runs.forget_requests,
        lane=Lane.KEEP,
    ),
    Job(
        "record_uploads",
        "上传的文件入库",
        "files that people brought are recorded",
        SECOND,
        runs.record_uploads,
        lane=Lane.LOAD,
    ),
    Job(
        "forget_uploads",
        "清理上传的文件",
        "files that were brought long ago go",
        24 * HOUR,
        runs.forget_uploads,
        lane=Lane.KEEP,
    ),
    Job("silence", "数据源静默", "it is told which sources are silent", 10 * SECOND, runs.silence, lane=Lane.KEEP),
    Job(
        "forget_refused",
        "清理过期的退回消息",
        "old refused messages go",
        24 * HOUR,
        runs.forget_refused,
        lane=Lane.KEEP,
    ),
    Job(
        "forget_handles",
        "清理过期的查件线索",
        "what nobody looks parcels up by any more is removed",
        24 * HOUR,
        runs.forget_handles,
        lane=Lane.KEEP,
    ),
    Job(
        "log_days",
        "备好今后几天的日志分区",
        "the log has room for the coming days",
        HOUR,
        runs.log_days,
        lane=Lane.KEEP,
    ),
    Job(
        "archive_days",
        "结束的日子归档",
        "days that are over go to the archive",
        HOUR,
        runs.archive_days,
        lane=Lane.KEEP,
    ),
    Job(
        "retire",
        "结束已久的快件移出在线库",
        "who ended long ago leaves the live tables",
        HOUR,
        runs.retire,
        lane=Lane.KEEP,
    ),
    Job(
        "count",
        "指标与现场计数",
        "figures, and where everybody is, are counted",
        10 * SECOND,
        runs.count,
        lane=Lane.COUNT,
    ),
    Job(
        "publish",
        "指标发布：日、周、月",
        "figures of days, weeks and months that are over are published",
        10 * 60 * SECOND,
        runs.publish,
        lane=Lane.COUNT,
    ),
    Job(
        "briefs",
        "简报：日、周、月",
        "units are told how they did",
        5 * 60 * SECOND,
        runs.briefs,
        lane=Lane.COUNT,
    ),
    Job(
        "forget_figures",
        "清理过期的指标明细",
        "old figures and places are removed",
        24 * HOUR,
        runs.forget_figures,
        lane=Lane.COUNT,
    ),
)
