"""What was promised and what was kept: stage by stage, and in each stage its standards, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tuotou.cli.page.card import card
from tuotou.cli.page.drawing import figure, legend
from tuotou.cli.page.markup import Markup, Node, both, element, inner, said
from tuotou.cli.page.number import counted
from tuotou.cli.page.stacks import stacks
from tuotou.cli.page.subject import Subject
from tuotou.cli.page.table import FIGURES, Column, figures, table
from tuotou.operations.report import StandardLine
from tuotou.operations.stage import STAGES, StageLine, stages_of

NAME = Column("标准", "Standard", "name")
MISSED = Column("漏扫", "Missed scans", "number minor")


def standards(subject: Subject) -> Markup:
    """The stages as bars, then each with its standards."""
    stages = stages_of(subject.report)
    if not stages:
        return element("p", both("没有产生承诺。", "No promise was made."), class_="note")
    rows = [(STAGES[line.stage], line.counts) for line in stages]
    behind = table(
        (Column("环节", "Stage", "name"), *FIGURES), [(said(name), *figures(counts)) for name, counts in rows]
    )
    caption = both(
        "每条横条是该环节已有结果的承诺；占比类标准不重复计数。",
        "Each bar is the promises with an outcome; standards over shares count none a second time.",
    )
    chart = figure(both("各环节", "Stage by stage"), partial(stacks, rows), caption, behind)
    return inner((legend(), chart, *(_stage(line) for line in stages)))


def _stage(line: StageLine) -> Markup:
    return inner((element("h3", said(STAGES[line.stage])), of_standards(line.standards)))


def of_standards(lines: Sequence[StandardLine]) -> Markup:
    """Standards with an outcome, each opening to its definition; then those without."""
    decided, waiting = (
        [line for line in lines if line.counts.counted],
        [line for line in lines if not line.counts.counted],
    )
    if not waiting:
        return _table(decided)
    n = counted(len(waiting))
    head = both(f"{n} 项还没有结果（进行中、免除或说不准）", f"{n} without an outcome (open, void or unsure)")
    rest = element("details", element("summary", head), _table(waiting), class_="behind")
    return inner((_table(decided) if decided else None, rest))


def _table(lines: Sequence[StandardLine]) -> Markup:
    missed = any(line.missed_scans for line in lines)
    columns = (NAME, *FIGURES, *((MISSED,) if missed else ()))
    rows: list[tuple[Node, ...]] = [
        (card(line.standard), *figures(line.counts), *((counted(line.missed_scans),) if missed else ()))
        for line in lines
    ]
    return table(columns, rows)
