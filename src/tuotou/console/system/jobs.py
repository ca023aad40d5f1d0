"""What runs by itself, and how it fares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http.response import HttpResponseBase

from tuotou.clockwork.state import JobState, states
from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Request
from tuotou.console.tags import lasting, told, words
from tuotou.core.document import Bilingual

STATE: Final = {
    "well": Bilingual("正常", "well"),
    "late": Bilingual("未按时", "late"),
    "failing": Bilingual("失败", "failing"),
}


def state(job: JobState) -> str:
    """A word of `STATE`."""
    return "failing" if job.failures else "late" if job.late else "well"


def _jobs(request: Request) -> Sequence[JobState]:
    return sorted(states(request.now), key=lambda job: list(STATE).index(state(job)), reverse=True)


def _found(rows: Any, text: str) -> Any:
    low = text.lower()
    return [job for job in rows if low in f"{job.name} {job.zh} {job.en}".lower()]


def _states(request: Request) -> Sequence[Choice]:
    return [Choice(name, title) for name, title in STATE.items()]


def _took(job: JobState) -> float | None:
    return None if job.seconds is None else round(job.seconds, 3)


JOBS: Final = Listing(
    "jobs",
    Bilingual("定时任务", "Timed jobs"),
    _jobs,
    (
        Column("name", Bilingual("任务", "Job"), lambda job: job.name, "name"),
        Column("what", Bilingual("做什么", "What it does"), lambda job: words(job.zh, job.en)),
        Column("state", Bilingual("状态", "State"), state, "state", "system/job_state.html"),
        Column("every", Bilingual("间隔", "Every"), lambda job: lasting(job.every)),
        Column("last", Bilingual("上次", "Last"), lambda job: job.started_at, "last", "cells/instant.html"),
        Column("took", Bilingual("用时（秒）", "Took, s"), _took, "took", figure=True),
        Column("next", Bilingual("下次", "Next"), lambda job: job.next_at, "next", "cells/instant.html"),
        Column("result", Bilingual("结果", "Result"), lambda job: told(job.result), cell="system/job_result.html"),
    ),
    (Filter("state", Bilingual("状态", "State"), lambda rows, value: [job for job in rows if state(job) == value],
            _states),),
    _found,
    Bilingual("任务", "Job"),
)  # fmt: skip


def jobs(request: Request) -> HttpResponseBase:
    """All of them, those that fail first."""
    return listed(request, JOBS, "system/list.html", {"here": "jobs"})
