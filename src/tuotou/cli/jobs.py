"""`tuotou jobs`: what runs by itself, when it ran, and what came of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.table import Table

from tuotou.cli.database import opened
from tuotou.cli.instant import shown
from tuotou.cli.options import Json, Lang
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.clockwork.state import JobState


def jobs(lang: Lang, json: Json = False) -> None:
    """列出自动运行的任务：上次、下次、用时、结果 · List what runs by itself: last and next run, duration, result."""
    voice = opened(lang, json)
    from tuotou.clockwork.clock import clock
    from tuotou.clockwork.state import states

    found = states(clock())
    if json:
        voice.json([asdict(state) | {"seconds": state.seconds} for state in found])
    else:
        voice.show(_table(found, voice))


def _table(found: list[JobState], voice: Voice) -> Table:
    table = Table(title=voice.words("自动运行的任务", "What runs by itself"), title_justify="left", title_style="bold")
    for zh, en in (("任务", "job"), ("做什么", "what"), ("上次", "last"), ("用时", "took"), ("下次", "next")):
        table.add_column(voice.words(zh, en), overflow="fold")
    table.add_column(voice.words("结果", "result"), overflow="fold", ratio=1)
    for state in found:
        took = "" if state.seconds is None else voice.words(f"{state.seconds:.2f} 秒", f"{state.seconds:.2f} s")
        when = [shown(at) if at is not None else "—" for at in (state.started_at, state.next_at)]
        what = voice.words(state.zh, state.en)
        table.add_row(state.name, what, when[0], took, when[1], _result(state, voice))
    return table


def _result(state: JobState, voice: Voice) -> str:
    """What came of the last run, and what is wrong with it."""
    wrong = ""
    if state.failures:
        wrong = voice.words(f"连续失败 {state.failures} 次：", f"failed {state.failures} times in a row: ")
    elif state.late:
        wrong = voice.words("没有按时运行。", "did not run in time. ")
    return wrong + voice.told(state.result)
