"""A trail as a table for the terminal: time, event and place, and the promises beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from tuotou.cli.instant import local, shown

if TYPE_CHECKING:
    from tuotou.cli.voice import Voice
    from tuotou.core.trail.vocabulary import Vocabulary
    from tuotou.operations.explain import Explanation, Life, Line, Mark

LATE: Final = 900_000_000  # µs; recorded later than this after it happened is worth a word
STATUS: Final = {
    "not_open": ("未开始", "not open yet", "dim"),
    "open": ("进行中", "open", "cyan"),
    "at_risk": ("有风险", "at risk", "yellow"),
    "kept": ("按时", "kept", "green"),
    "kept_late": ("迟到", "kept late", "yellow"),
    "broken": ("未兑现", "broken", "red"),
    "void": ("已免除", "void", "dim"),
    "cannot_say": ("说不准", "cannot say", "magenta"),
}


def explain_view(explanation: Explanation, vocabulary: Vocabulary, voice: Voice) -> Iterator[Table]:
    """One table for each life."""
    kind = voice.of(vocabulary.subjects[explanation.subject_kind].title)
    for life in explanation.lives:
        at = voice.words(f"截至 {shown(explanation.as_of)}", f"as of {shown(explanation.as_of)}")
        title = f"{kind} {life.subject}/{life.number} · {at}"
        yield _table(life, title, vocabulary, voice)


def _table(life: Life, title: str, vocabulary: Vocabulary, voice: Voice) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", show_lines=True)
    table.add_column(voice.words("时刻", "at"), no_wrap=True)
    table.add_column(voice.words("事件", "event"), overflow="fold", ratio=2)
    table.add_column(voice.words("承诺", "promises"), overflow="fold", ratio=3)
    for line in life.lines:
        said = Text("\n").join(_said(mark, line, voice) for mark in line.marks)
        table.add_row(_when(line.at), _event(line, vocabulary, voice), said, style="" if line.event else "red")
    return table


def _event(line: Line, vocabulary: Vocabulary, voice: Voice) -> Text:
    if line.event is None:
        return Text(voice.words("到期", "due"))
    kind = vocabulary.kinds.get(line.kind)
    text = Text(voice.of(kind.title) if kind else line.kind)
    beside = [each for each in (line.site, line.person) if each]
    if line.via:
        beside.append(voice.words(f"来自 {line.via}", f"from {line.via}"))
    if line.recorded_at is not None and line.recorded_at - line.at > LATE:
        recorded = _when(line.recorded_at)
        beside.append(voice.words(f"{recorded} 才录入", f"recorded {recorded}"))
    return text.append("\n" + " · ".join(beside), style="dim") if beside else text


def _said(mark: Mark, line: Line, voice: Voice) -> Text:
    zh, en, style = STATUS[mark.status]
    text = Text(f"{_sign(mark)} {voice.of(mark.standard.title)} ", style=style)
    text.append(voice.words("没有兑现", "was not kept") if mark.what == "passed" else voice.words(zh, en))
    if mark.what == "opened" and mark.due_at > line.at and mark.status not in ("void", "cannot_say"):
        text.append(voice.words(f"，限 {_when(mark.due_at)}", f", due {_when(mark.due_at)}"))
    if mark.doubt:
        text.append(voice.words("，存疑", ", in doubt"))
    return text


def _when(micros: int) -> str:
    """Month, day and minute; the year stands in the title."""
    return f"{local(micros):%m-%d %H:%M}"


def _sign(mark: Mark) -> str:
    if mark.what == "opened" and mark.standard.form == "within":
        return "▸"
    return "✗" if mark.what == "passed" or mark.status == "broken" else "✓" if mark.status.startswith("kept") else "·"
