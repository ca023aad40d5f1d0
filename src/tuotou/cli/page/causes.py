"""What was missed most: the few standards that make up most of what was not kept in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import Final

from tuotou.cli.page.drawing import MISSED, figure
from tuotou.cli.page.markup import Node, both, said
from tuotou.cli.page.number import counted
from tuotou.cli.page.stacks import Stack, stacks
from tuotou.cli.page.subject import Subject
from tuotou.cli.page.table import Column, table
from tuotou.operations.report import StandardLine

DRAWN: Final = 8
COLUMNS: Final = (
    Column("标准", "Standard", "name"),
    Column("没有按时", "Not in time", "number"),
    Column("迟到", "Late", "number"),
    Column("未兑现", "Broken", "number"),
    Column("累计", "Together", "number"),
)


def causes(subject: Subject) -> Node:
    """The standards that were missed, the most often missed first; nothing where none was."""
    lines = [line for line in subject.report.standards if line.counts.not_kept and line.standard.form != "share"]
    if not lines:
        return None
    lines.sort(key=lambda line: -line.counts.not_kept)
    rows = [
        (said(line.standard.title), counted(c.not_kept), counted(c.kept_late), counted(c.broken), f"{together:.1f} %")
        for line, together in _together(lines)
        for c in (line.counts,)
    ]
    bars = [_stack(line, together) for line, together in _together(lines)][:DRAWN]
    told = both(
        f"没有按时的 {counted(_all(lines))} 个承诺里，各标准占多少；“累计”是到这一项为止合起来的份额。占比类标准不计。",
        f"Of the {counted(_all(lines))} promises not kept in time, how many each standard makes; "
        "“together”: the part that it makes with those above it. Shares are left out.",
    )
    title = both("没有按时的，多在哪几项", "What was missed most")
    draw = partial(stacks, bars, ("各标准没有按时的承诺数", "Promises not kept in time, by standard"))
    return figure(title, draw, told, table(COLUMNS, rows), MISSED)


def _all(lines: Sequence[StandardLine]) -> int:
    return sum(line.counts.not_kept for line in lines)


def _together(lines: Sequence[StandardLine]) -> Iterator[tuple[StandardLine, float]]:
    """Each with the part of all, in percent, that it makes with those before it."""
    every = _all(lines)
    so_far = accumulate(line.counts.not_kept for line in lines)
    return ((line, 100 * number / every) for line, number in zip(lines, so_far, strict=True))


def _stack(line: StandardLine, together: float) -> Stack:
    counts, n = line.counts, counted(line.counts.not_kept)
    beside = (f"{n} 个 · 累计 {together:.1f} %", f"{n} · together {together:.1f} %")
    return Stack(line.standard.title, counts.kept_late, counts.broken, beside)
