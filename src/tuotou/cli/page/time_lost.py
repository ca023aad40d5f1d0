"""Where time is lost: p50 and p90 of every clock, and the lanes that take longer than their own standard."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from tuotou.cli.page.drawing import figure
from tuotou.cli.page.markup import Markup, Node, both, element, inner, said
from tuotou.cli.page.number import counted, time
from tuotou.cli.page.ranges import ranges
from tuotou.cli.page.subject import Subject
from tuotou.cli.page.table import Column, table
from tuotou.operations.report import LEAST, Report
from tuotou.operations.span import Span
from tuotou.operations.stage import STAGES, stage_of

DRAWN: Final = 12
LANES: Final = 25
METHOD: Final = (
    "从起算到兑现的钟表时间，含迟到的，不含未兑现、免除和漏扫的；"
    "p50、p90 用最近秩法，4 小时以内精确到分，以上误差不超过 1%。",
    "Clock time from opening to keeping, late ones with it; broken, void and missed scans are not in it. "
    "Percentiles by nearest rank, to the minute up to 4 h and to 1 % beyond.",
)
TIMES: Final = (
    Column("n（个）", "n", "number"),
    Column("p50", "p50", "number"),
    Column("p90", "p90", "number"),
)


def time_lost(subject: Subject) -> Markup:
    """The chart of standards and the table of lanes."""
    report = subject.report
    ranked = [span for span in report.spans if span.promises >= LEAST]
    if not ranked:
        return element(
            "p", both("没有足够多做完的承诺可比。", "Too few promises were done to be compared."), class_="note"
        )
    chart = figure(
        both("每项要多久（p50 ●—○ p90）", "How long each takes (p50 ●—○ p90)"),
        partial(ranges, ranked[:DRAWN]),
        both(*METHOD),
        _of_standards(report.spans),
    )
    return inner((chart, _lanes(report)))


def _of_standards(spans: Sequence[Span]) -> Markup:
    columns = (Column("标准", "Standard", "name"), Column("环节", "Stage", "minor"), *TIMES)
    rows = [(said(span.standard.title), said(STAGES[stage_of(span.standard)]), *_times(span)) for span in spans]
    return table(columns, rows)


def _times(span: Span) -> tuple[Node, ...]:
    if span.promises < LEAST:
        return counted(span.promises), "–", "–"
    return counted(span.promises), time(span.p50), time(span.p90)


def _lanes(report: Report) -> Markup:
    title = element("h3", both("最耗时的线路", "The lanes that cost most time"))
    if not report.lanes:
        told = both("没有哪条线路比同一标准的整体更慢。", "No lane is slower than its standard as a whole.")
        return inner((title, element("p", told, class_="note")))
    columns = (
        Column("起 → 止", "From → to", "name"),
        Column("标准", "Standard", "long"),
        *TIMES,
        Column("整体 p90", "p90 of all", "number"),
    )
    rows = [
        (lane_name(span), said(span.standard.title), *_times(span), time(span.usual)) for span in report.lanes[:LANES]
    ]
    told = both(
        f"p90 超过本标准整体的线路，n ≥ {LEAST}；按“超出的时间 × 承诺数”排，先改前面的省得最多。误差不超过 4%。",
        f"Lanes whose p90 exceeds that of their standard, n ≥ {LEAST}; "
        "by the excess times the promises: the first would gain most. Times to 4 %.",
    )
    folded = both(
        "有的标准线路太多，只按起点统计。", "Some standards have too many lanes and are told by where they begin."
    )
    return inner(
        (title, element("p", told, " ", folded if report.lanes_folded else None, class_="note"), table(columns, rows))
    )


def lane_name(span: Span) -> Node:
    """From where to where; one name where both are the same."""
    none = both("未知", "unknown")
    if span.anywhere:
        return [span.origin or none, " → ", both("各处", "anywhere")]
    if span.origin == span.target:
        return span.origin or none
    return [span.origin or none, " → ", span.target or none]
