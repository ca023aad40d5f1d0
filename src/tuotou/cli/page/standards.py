"""What was promised and what was kept: stage by stage, and in each stage its standards, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tuotou.cli.page.card import card
from tuotou.cli.page.drawing import MISSED, figure
from tuotou.cli.page.markup import Markup, Node, both, chapter, element, inner, said
from tuotou.cli.page.number import counted
from tuotou.cli.page.stacks import Stack, stacks
from tuotou.cli.page.subject import Subject
from tuotou.cli.page.table import FIGURES, Column, figures, table
from tuotou.cli.report_view import percent
from tuotou.operations.report import StandardLine
from tuotou.operations.stage import STAGES, StageLine, stages_of

NAME = Column("标准", "Standard", "name")
SCANS = Column("漏扫", "Missed scans", "number minor")


def standards(subject: Subject) -> Markup:
    """The stages as bars, then each with its standards."""
    stages = stages_of(subject.report)
    if not stages:
        return element("p", both("没有产生承诺。", "No promise was made."), class_="note")
    chart = _chart(stages) if len(stages) > 1 else None
    return inner((chart, *(_stage(line) for line in stages)))


def _chart(stages: Sequence[StageLine]) -> Markup:
    rows = [(said(STAGES[line.stage]), *figures(line.counts)) for line in stages]
    behind = table((Column("环节", "Stage", "name"), *FIGURES), rows)
    caption = both(
        "每条横条是该环节没有按时的占比，最差的画满；占比类标准不重复计数。",
        "Each bar is the part not kept in time, the worst as long as the paper; shares count none twice.",
    )
    draw = partial(stacks, [_stack(line) for line in stages], ("各环节没有按时的占比", "Not kept in time, by stage"))
    return figure(both("各环节没有按时的占比", "Not kept in time, stage by stage"), draw, caption, behind, MISSED)


def _stack(line: StageLine) -> Stack:
    """The parts of an outcome; none where too few promises count."""
    counts, n = line.counts, f"n = {counted(line.counts.counted)}"
    if counts.share is None or not counts.ranked:
        return Stack(STAGES[line.stage], 0, 0, (n, n))
    late, broken, kept = counts.kept_late / counts.counted, counts.broken / counts.counted, percent(counts.share)
    return Stack(STAGES[line.stage], late, broken, (f"按时 {kept} · {n}", f"kept {kept} · {n}"))


def _stage(line: StageLine) -> Markup:
    missed, n = counted(sum(bool(one.counts.not_kept) for one in line.standards)), counted(len(line.standards))
    beside = both(f"{n} 项里 {missed} 项有没做到的", f"{missed} of {n} were missed")
    return chapter(said(STAGES[line.stage]), beside, of_standards(line.standards))


def of_standards(lines: Sequence[StandardLine]) -> Markup:
    """Standards that were missed, each opening to its definition; those always kept or undecided are folded away."""
    missed = [line for line in lines if line.counts.not_kept]
    kept = [line for line in lines if line.counts.counted and not line.counts.not_kept]
    waiting = [line for line in lines if not line.counts.counted]
    k, w = counted(len(kept)), counted(len(waiting))
    return inner(
        (
            _table(missed) if missed else None,
            _folded(both(f"{k} 项全部按时", f"{k} kept without exception"), kept),
            _folded(
                both(f"{w} 项还没有结果（进行中、免除或说不准）", f"{w} without an outcome (open, void or unsure)"),
                waiting,
            ),
        )
    )


def _folded(head: Node, lines: Sequence[StandardLine]) -> Node:
    return element("details", element("summary", head), _table(lines), class_="behind") if lines else None


def _table(lines: Sequence[StandardLine]) -> Markup:
    missed = any(line.missed_scans for line in lines)
    columns = (NAME, *FIGURES, *((SCANS,) if missed else ()))
    rows: list[tuple[Node, ...]] = [
        (card(line.standard), *figures(line.counts), *((counted(line.missed_scans),) if missed else ()))
        for line in lines
    ]
    return table(columns, rows)
