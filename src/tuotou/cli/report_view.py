"""The report as tables for the terminal: shares as bars, worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from tuotou.cli.instant import local, shown

if TYPE_CHECKING:
    from tuotou.cli.voice import Voice
    from tuotou.operations.report import Counts, DayLine, NameLine, Report, StandardLine

NAMES: Final = 8
DAYS: Final = 14
BAR: Final = 16
ROOMY: Final = 100  # columns of a terminal that hold names, bars and all the figures
GOOD, FAIR = 0.98, 0.90
ALWAYS: Final = ("kept", "kept_late", "broken")
COLUMNS: Final = (
    ("kept", "按时", "kept"),
    ("kept_late", "迟到", "late"),
    ("broken", "未兑现", "broken"),
    ("at_risk", "有风险", "at risk"),
    ("open", "进行中", "open"),
    ("cannot_say", "说不准", "unsure"),
)
LESSER: Final = ("open", "cannot_say")  # away where there is no room
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"


def report_view(report: Report, voice: Voice) -> Iterator[Table]:
    """The tables that have something to show."""
    if report.standards:
        at = shown(report.as_of)
        yield _of_standards(report.standards, voice.words(f"各项标准 · 截至 {at}", f"Standards · as of {at}"), voice)
    if report.trials:
        yield _of_standards(report.trials, voice.words("试行中的标准（不计入合计）", "On trial (in no total)"), voice)
    if report.sites:
        yield _names(report.sites, voice.words("网点", "Sites"), voice)
    if report.persons:
        yield _names(report.persons, voice.words("人员", "People"), voice)
    days = days_come(report)
    if len(days) > 1:
        yield _days(days, voice)


def _of_standards(lines: Sequence[StandardLine], title: str, voice: Voice) -> Table:
    rows = [(voice.of(line.standard.title), line.counts) for line in lines]
    return _table(title, voice.words("标准", "Standard"), rows, voice)


def _names(lines: Sequence[NameLine], title: str, voice: Voice) -> Table:
    chosen = ([line for line in lines if line.counts.ranked] or list(lines))[:NAMES]
    if len(lines) > len(chosen):
        title += voice.words(
            f"（共 {len(lines)} 个，最差 {len(chosen)} 个）", f" (worst {len(chosen)} of {len(lines)})"
        )
    return _table(title, voice.words("名称", "Name"), [(line.name, line.counts) for line in chosen], voice)


def days_come(report: Report) -> tuple[DayLine, ...]:
    """The days that have come and on which anything was due. Of later ones only what was kept early is known."""
    today = local(report.as_of).date()
    return tuple(line for line in report.days if line.counts.counted and line.day <= today)


def _days(days: Sequence[DayLine], voice: Voice) -> Table:
    rows = [(line.day.isoformat(), line.counts) for line in days][-DAYS:]
    title = voice.words(f"按到期日（最近 {len(rows)} 天）", f"By the day due (last {len(rows)})")
    return _table(title, voice.words("日期", "Day"), rows, voice)


def _table(title: str, first: str, rows: Sequence[tuple[str, Counts]], voice: Voice) -> Table:
    """Names with their figures; a column beyond the first four only where there is something in it."""
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column(first, overflow="fold", min_width=12)
    table.add_column(voice.words("按时率", "Kept in time"), no_wrap=True)
    columns = [each for each in COLUMNS if each[0] in ALWAYS or any(getattr(counts, each[0]) for _, counts in rows)]
    drawn = len(columns) <= len(ALWAYS) or voice.out.width >= ROOMY
    if not drawn:
        names = voice.words("、", ", ").join(voice.words(zh, en) for field, zh, en in columns if field in LESSER)
        columns = [each for each in columns if each[0] not in LESSER]
        table.caption = voice.words(f"屏幕窄，未列{names}", f"not shown on a narrow screen: {names}") if names else None
    for _, zh, en in columns:
        table.add_column(voice.words(zh, en), justify="right", no_wrap=True)
    for name, counts in rows:
        bar = share_bar(counts.share, drawn=drawn) if counts.ranked else _too_few(counts, voice)
        numbers = [getattr(counts, field) for field, _, _ in columns]
        table.add_row(name, bar, *(Text(f"{number:,}", style="" if number else "dim") for number in numbers))
    return table


def _too_few(counts: Counts, voice: Voice) -> Text:
    return Text(voice.words(f"仅 {counts.counted} 个，不比较", f"only {counts.counted}, too few"), style="dim")


def share_bar(share: float | None, *, drawn: bool = True) -> Text:
    """A share as a bar with its figure, or as the figure alone. Never rounded up to 100 %."""
    if share is None:
        return Text("–", style="dim")
    if not drawn:
        return Text(f"{percent(share):>7}")
    whole, part = divmod(round(share * BAR * 8), 8)
    filled = "█" * whole + (_EIGHTHS[part] if part else "")
    colour = "green" if share >= GOOD else "yellow" if share >= FAIR else "red"
    return Text.assemble((filled.ljust(BAR, "·"), colour), f" {percent(share):>7}")


def percent(share: float) -> str:
    """A share as people say it, cut rather than rounded: 99.99 % is not 100 %."""
    return f"{int(share * 1_000) / 10:.1f} %"
