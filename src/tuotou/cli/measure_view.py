"""Indicators as tables for the terminal: stage by stage with their days as a line, or one group beside the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from tuotou.cli.document_table import listing
from tuotou.cli.figure_text import NONE, amount, leading, met, ranked, told, unit
from tuotou.cli.instant import shown
from tuotou.cli.paragraph import Paragraph
from tuotou.operations.stage import STAGES, stage_of

if TYPE_CHECKING:
    from tuotou.cli.voice import Voice
    from tuotou.core.indicators.figure import Figure, Measured
    from tuotou.operations.history import History
    from tuotou.operations.report import Report

DAYS: Final = 14
WORST: Final = 10
LEVELS: Final = "▁▂▃▄▅▆▇█"


def measure_view(report: Report, history: History, voice: Voice) -> Iterator[Table | Paragraph]:
    """The indicators that say something, stage by stage; then those that say nothing."""
    saying = [one for one in report.indicators if one.says]
    if saying:
        yield _stages(saying, voice.words("指标 · 截至 ", "Indicators · as of ") + shown(report.as_of), voice)
    silent = [one for one in report.indicators if not one.says]
    if silent:
        names = voice.words("、", ", ").join(voice.of(one.indicator.title) for one in silent)
        lead = voice.words(f"数据里没有的 {len(silent)} 项：", f"{len(silent)} of which the data hold nothing: ")
        yield Paragraph(lead, names + voice.words("。", "."))
    if history.recording_assumed:
        lead = voice.words("说明：", "Note: ")
        yield Paragraph(
            lead,
            voice.words(
                "记录时刻是假定的，及时性类指标不能说明问题。",
                "recording times are assumed, so that figures of lateness in recording prove nothing.",
            ),
        )


def by_word(report: Report, word: str, voice: Voice) -> Iterator[Table]:
    """Each indicator with its groups, the worst first."""
    for one in report.indicators:
        figures = [figure for figure in one.told_by(word) if figure.figures]
        if figures:
            yield _groups(one, figures, voice)


def _stages(saying: Sequence[Measured], title: str, voice: Voice) -> Table:
    table = listing(title, bold=True)
    table.add_column(voice.words("指标", "Indicator"), overflow="fold", min_width=14)
    table.add_column(voice.words("数值", "Figure"), justify="right")
    table.add_column(voice.words("目标", "Target"), justify="right", no_wrap=True)
    table.add_column("n", justify="right", no_wrap=True)
    table.add_column(voice.words("说不准", "Unsure"), justify="right", no_wrap=True)
    table.add_column(voice.words(f"近 {DAYS} 天", f"{DAYS} days"), no_wrap=True)
    for stage, name in STAGES.items():
        mine = [one for one in saying if stage_of(one.indicator) == stage]
        if mine:
            table.add_row(Text(voice.of(name), style="bold"))
        for one in mine:
            table.add_row(*_row(one, voice))
        table.add_section()
    return table


def _row(one: Measured, voice: Voice) -> tuple[Text | str, ...]:
    indicator, unsure = one.indicator, f"{one.cannot_say:,}" if one.cannot_say else ""
    target = "" if indicator.target is None else amount(indicator.target)
    figure = _coloured(one, one.whole, voice)
    return f"  {voice.of(indicator.title)}", figure, target, f"{one.whole.n:,}", unsure, days(one)


def _groups(one: Measured, figures: Sequence[Figure], voice: Voice) -> Table:
    indicator = one.indicator
    enough = ranked(one, figures[0].by)
    chosen = (enough or sorted(figures, key=lambda f: (-f.n, f.name)))[:WORST]
    few = len(figures) - len(enough)
    title = f"{voice.of(indicator.title)} · {unit(indicator, voice.language)}".rstrip(" ·")
    title += voice.words(
        f"（{len(enough)} 个可比，{few} 个 n < {indicator.least}）",
        f" ({len(enough)} can be compared, {few} have n < {indicator.least})",
    )
    table = listing(title, bold=True)
    table.add_column(voice.words("名称", "Name"), overflow="fold", min_width=12)
    table.add_column(voice.words("数值", "Figure"), justify="right")
    table.add_column("n", justify="right", no_wrap=True)
    for figure in chosen:
        table.add_row(figure.name, _coloured(one, figure, voice), f"{figure.n:,}")
    return table


def _coloured(one: Measured, figure: Figure, voice: Voice) -> Text:
    colour = {True: "green", False: "red", None: ""}[met(one.indicator, figure)]
    return Text(told(one.indicator, figure, voice.language), style=colour)


def days(one: Measured) -> str:
    """The last days as a line of bars between the lowest and the highest; a day with nothing is a gap."""
    values = [leading(one.indicator, figure) for figure in one.told_by("day")][-DAYS:]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return NONE
    low, span = min(known), max(known) - min(known)
    return "".join(" " if value is None else LEVELS[round((value - low) / span * 7) if span else 3] for value in values)
