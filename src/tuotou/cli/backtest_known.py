"""The part of a back-test that is about what was known when: warnings, verdicts taken back; and what it would cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rich.console import RenderableType
from rich.table import Table

from tuotou.cli.instant import shown
from tuotou.cli.report_view import percent
from tuotou.core.standards.penalty import CENTS
from tuotou.operations.trial.cost import worst

if TYPE_CHECKING:
    from tuotou.cli.voice import Voice
    from tuotou.core.standards.standard import Warning
    from tuotou.operations.trial.backtest import Backtest, Side
    from tuotou.operations.trial.beliefs import Beliefs

NAMES: Final = 5
MINUTE: Final = 60_000_000
WITHDRAWN: Final = {
    "kept": ("其实按时", "it had been kept"),
    "void": ("免除", "void"),
    "open": ("尚未到期", "not due yet"),
    "gone": ("承诺不成立", "there was no such promise"),
}


def known_view(found: Backtest, voice: Voice) -> Iterator[RenderableType]:
    """Warnings by level, verdicts withdrawn, costs: what there is of each."""
    if found.warned:
        yield _warnings(found, voice)
    if found.beliefs is not None:
        yield _said(found.beliefs, voice)
    sides = [side for side in (found.new, found.old) if side is not None and side.cost is not None]
    if sides:
        yield _costs(sides, voice)


def _plain(title: str, columns: list[str]) -> Table:
    made = Table(title=title, title_justify="left", title_style="bold")
    for number, column in enumerate(columns):
        made.add_column(column, justify="right" if number else "left", overflow="fold")
    return made


def _warnings(found: Backtest, voice: Voice) -> Table:
    headings = voice.words(
        "预警 告知 发出 后来按时 其中已兑现未上传 仍未按时", "warning tell sent then_kept kept_already still_missed"
    )
    made = _plain(
        voice.words("当时会发出的预警", "Warnings that would have been sent"),
        [heading.replace("_", " ") for heading in headings.split()],
    )
    for level, warned in zip(found.new.standard.warnings, found.warned, strict=True):
        numbers = (warned.sent, warned.kept, warned.needless, warned.not_kept)
        made.add_row(_level(level, voice), _role(level.tell, voice), *(f"{number:,}" for number in numbers))
    return made


def _role(name: str, voice: Voice) -> str:
    from tuotou.core.standards.role import ROLES

    return voice.words(ROLES.get(name, name), name.replace("_", " "))


def _level(level: Warning, voice: Voice) -> str:
    if level.share is not None:
        share = f"{level.share * 100:g} %"
        return voice.words(f"时限过 {share}", f"{share} of the clock")
    minutes = (level.before or 0) / MINUTE
    return voice.words(f"到期前 {minutes:g} 分钟", f"{minutes:g} min before due")


def _said(beliefs: Beliefs, voice: Voice) -> Table:
    made = _plain(
        voice.words("当时会说的未兑现", "Said broken at the time"),
        ["", voice.words("承诺", "promises")],
    )
    made.add_row(voice.words("说过未兑现", "said broken"), f"{beliefs.said:,}")
    back = sum(beliefs.withdrawn.values())
    share = f" {percent(back / beliefs.said):>7}" if beliefs.said else ""
    made.add_row(voice.words("后来撤回", "withdrawn later"), f"{back:,}{share}")
    for verdict, (zh, en) in WITHDRAWN.items():
        if beliefs.withdrawn[verdict]:
            made.add_row(voice.words(f"　{zh}", f"  {en}"), f"{beliefs.withdrawn[verdict]:,}")
    if beliefs.typical_wait is not None:
        minutes = f"{beliefs.typical_wait / MINUTE:,.0f}"
        made.add_row(voice.words("撤回要等（中位）", "median wait"), voice.words(f"{minutes} 分钟", f"{minutes} min"))
    for row in beliefs.named.to_dicts():
        said, back_at = (shown(int(row[name].timestamp() * 1e6)) for name in ("said_at", "withdrawn_at"))
        made.add_row(voice.words(f"例如 {row['subject']}", f"for example {row['subject']}"), f"{said} → {back_at}")
    return made


def _costs(sides: list[Side], voice: Voice) -> Table:
    made = _plain(voice.words("会罚多少", "What it would have cost"), ["", voice.words("金额", "amount")])
    for side in sides:
        assert side.cost is not None and side.standard.penalty is not None
        unit = side.standard.penalty.unit
        made.add_row(f"{side.standard.id} v{side.standard.version}", _money(sum(side.cost.values()), unit))
        for site, cents in worst(side.cost)[:NAMES]:
            made.add_row(f"  {site}", _money(cents, unit))
    return made


def _money(cents: int, unit: str) -> str:
    return f"{cents / CENTS:,.2f} {unit}"
