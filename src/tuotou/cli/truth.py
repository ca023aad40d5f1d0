"""What standards found in a simulated history beside its truth: precision and recall, and what data cannot show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.table import Table
from rich.text import Text

from tuotou.cli.exits import Exit
from tuotou.cli.paragraph import Paragraph
from tuotou.cli.report_view import percent

if TYPE_CHECKING:
    from tuotou.cli.voice import Voice
    from tuotou.core.standards.handbook import Handbook
    from tuotou.operations.truth import Compared, TruthFile

Truth = Annotated[
    Path | None,
    typer.Option(
        "--truth",
        metavar="FILE",
        help="模拟数据的真相（tuotou simulate 写的 truth.parquet）：各项标准查准、查全多少 · "
        "The truth of a simulated history, as tuotou simulate wrote it: precision and recall of every standard.",
    ),
]
COLUMNS: Final = (
    ("确有", "really"),
    ("查出", "found"),
    ("查对", "right"),
    ("查准率", "precision"),
    ("查全率", "recall"),
    ("责任场地对", "site right"),
)


def truth_file(voice: Voice, path: Path | None, handbook: Handbook) -> TruthFile | None:
    """The truth that is named, if any; what is none ends the command."""
    if path is None:
        return None
    from polars.exceptions import PolarsError

    from tuotou.operations.truth import TruthFile

    try:
        return TruthFile(path, handbook)
    except (OSError, PolarsError, ValueError):
        right = "name the truth.parquet that tuotou simulate wrote"
        voice.lack(Exit.INPUT, str(path), "this is no truth of a simulated history", right)


def truth_json(compared: Compared) -> dict[str, Any]:
    """Every figure of the comparison."""
    lines = [{**asdict(line), "precision": line.precision, "recall": line.recall} for line in compared.lines]
    differences = [{**asdict(each), **_names(each.fault)} for each in compared.differences]
    hidden = [
        {"fault": fault, **_names(fault), "standard": standard, "times": times}
        for fault, standard, times in compared.hidden
    ]
    return {"standards": lines, "differences": differences, "cannot_be_shown": hidden}


def _names(fault: str | None) -> dict[str, str]:
    """A fault in both languages."""
    from tuotou.simulator.fault import FAULTS

    known = FAULTS.get(fault or "")
    return {"zh": known.zh, "en": known.en} if known else {"zh": "其他差错", "en": "another fault"}


def truth_view(compared: Compared, handbook: Handbook, voice: Voice) -> Iterator[Table | Paragraph]:
    """A table of the standards, why they and the truth differ, and the faults that the data cannot show."""
    titles = {standard.id: voice.of(standard.title) for standard in handbook.standards}
    table = Table(title=voice.words("与真相对照（按对象计）", "Beside the truth (subjects)"), title_justify="left")
    table.add_column(voice.words("标准", "Standard"), overflow="fold", min_width=12)
    for zh, en in COLUMNS:
        table.add_column(voice.words(zh, en), justify="right", no_wrap=True)
    for line in compared.lines:
        figures = (f"{line.really:,}", f"{line.found:,}", f"{line.right:,}")
        named = line.named / line.right if line.right else None
        shares = (_share(share) for share in (line.precision, line.recall, named))
        table.add_row(titles.get(line.standard, line.standard), *figures, *shares)
    yield table
    if compared.differences:
        yield _differences(compared, titles, voice)
    for lead, hidden in (
        (voice.words("数据看不出的：", "What the data cannot show: "), [each for each in compared.hidden if each[1]]),
        (
            voice.words("没有标准管的：", "What no standard watches: "),
            [each for each in compared.hidden if not each[1]],
        ),
    ):
        if hidden:
            each = voice.words("；", "; ").join(_hidden(*row, titles, voice) for row in hidden)
            yield Paragraph(lead, each + voice.words("。", "."))


def _differences(compared: Compared, titles: dict[str, str], voice: Voice) -> Table:
    """Standard by standard, by the fault that distorts the data: what was wrongly found, and what was missed."""
    title = voice.words("对不上的，因为数据与实情不符", "Why they differ: the data say other than what happened")
    table = Table(title=title, title_justify="left")
    table.add_column(voice.words("标准", "Standard"), overflow="fold", min_width=12)
    table.add_column(voice.words("差错", "Fault"), overflow="fold", min_width=8)
    for zh, en in (("误报", "wrongly found"), ("漏报", "missed")):
        table.add_column(voice.words(zh, en), justify="right", no_wrap=True)
    for each in compared.differences:
        name = voice.words(**_names(each.fault)) if each.fault else voice.words("不明", "unknown")
        table.add_row(titles.get(each.standard, each.standard), name, f"{each.wrongly:,}", f"{each.missed:,}")
    return table


def _share(share: float | None) -> Text:
    return Text("–" if share is None else percent(share), style="dim" if share is None or share == 1 else "yellow")


def _hidden(fault: str | None, standard: str | None, times: int, titles: dict[str, str], voice: Voice) -> str:
    name, why = voice.words(**_names(fault)), titles.get(standard or "", standard)
    told = voice.words(f"{name} {times:,} 处", f"{name}, {times:,}")
    return told if why is None else told + voice.words(f"（“{why}”看不到）", f" (“{why}” cannot see it)")
