"""A trail as a table for the terminal: time, event and place, and beside them what it did to which promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from tuotou.cli.instant import local, shown
from tuotou.cli.paragraph import Paragraph

if TYPE_CHECKING:
    from tuotou.cli.voice import Voice
    from tuotou.core.trail.vocabulary import Vocabulary
    from tuotou.operations.explain import Explanation, Life, Line, Mark, Undated
    from tuotou.operations.said import Said

LATE: Final = 900_000_000  # µs; recorded later than this after it happened is worth a word
STATUS: Final = {
    "kept": ("按时", "kept"),
    "kept_late": ("迟到", "kept late"),
    "broken": ("未兑现", "broken"),
    "at_risk": ("有风险", "at risk"),
    "open": ("进行中", "open"),
    "not_open": ("未开始", "not open yet"),
    "cannot_say": ("说不准", "cannot say"),
    "void": ("已免除", "void"),
}
OPENED: Final = ("▸", "起算", "begins", "cyan")
WORDS: Final = {
    ("kept", "kept"): ("✓", "按时兑现", "kept", "green"),
    ("kept", "kept_late"): ("✓", "迟到兑现", "kept late", "yellow"),
    ("passed", "kept_late"): ("✗", "到期未兑现", "not kept in time", "red"),
    ("passed", "broken"): ("✗", "到期未兑现", "broken", "red"),
    ("opened", "void"): ("·", "免除", "void", "dim"),
    ("opened", "cannot_say"): ("?", "说不准", "cannot say", "magenta"),
    ("at once", "kept"): ("✓", "做到", "kept", "green"),
    ("at once", "broken"): ("✗", "违反", "broken", "red"),
}
SAID: Final = {
    "broken": ("判为未兑现", "said broken"),
    "kept_late": ("知道是迟到兑现", "known to be kept late"),
    "kept": ("撤回，是按时兑现", "withdrawn: kept,"),
    "void": ("撤回，免除", "withdrawn: void,"),
    "open": ("撤回，仍在进行", "withdrawn: still open,"),
    "gone": ("撤回，承诺不成立", "withdrawn: never made,"),
}
ASSUMED: Final = (
    "各事件录入都一样晚，记录时刻应是假定的；何时判、何时撤回，不能用这份数据证明。",
    "every event is recorded equally late, so recording times are assumed: what was said when is not proved by them.",
)
ORDER: Final = "✗✓▸?·"
REASONS: Final = {
    "event": ("有免除事件", "an event that voids it"),
    "period": ("报备时段", "a declared period"),
    "suspended": ("标准暂停执行", "the standard was suspended"),
    "ended": ("这一程已终结", "its life had ended"),
    "superseded": ("重新起算", "begun anew"),
    "impossible": ("时限早于起算", "due before it began"),
    "too_few": ("数量太少", "too few"),
}


def explain_view(explanation: Explanation, vocabulary: Vocabulary, voice: Voice) -> Iterator[RenderableType]:
    """For each life a table and what it comes to."""
    kind = voice.of(vocabulary.subjects[explanation.subject_kind].title)
    for life in explanation.lives:
        title = f"{kind} {life.subject}"
        if len(explanation.lives) > 1:
            title += voice.words(f" · 第 {life.number} 程", f" · life {life.number}")
        as_of = shown(explanation.as_of)
        title += voice.words(f" · 截至 {as_of}（北京时间）", f" · as of {as_of} (Beijing time)")
        yield _table(life, title, vocabulary, voice)
        yield Paragraph(voice.words("承诺：", "Promises: "), _in_all(life, voice))
        for one in sorted(life.undated, key=lambda each: (each.opens_at, each.standard.id)):
            yield Paragraph(voice.words("没有时限：", "No deadline: "), voice.words(*_undated(one)))
    for gone in explanation.gone:
        head = voice.words("已不成立：", "No longer believed: ")
        told = voice.words(*said_words(gone.said))
        yield Paragraph(
            head, f"{voice.of(gone.standard.title)}" + voice.words("，", ", ") + told + voice.words("。", ".")
        )
    if explanation.recording_assumed and _speaks(explanation):
        yield Paragraph(voice.words("说不准的：", "What cannot be said: "), voice.words(*ASSUMED))


def _speaks(explanation: Explanation) -> bool:
    """Whether anything is shown of what was said, and when."""
    marks = (mark for life in explanation.lives for line in life.lines for mark in line.marks)
    return bool(explanation.gone) or any(mark.said for mark in marks)


def _table(life: Life, title: str, vocabulary: Vocabulary, voice: Voice) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", show_lines=True)
    table.add_column(voice.words("时刻", "at"), no_wrap=True)
    table.add_column(voice.words("事件", "event"), overflow="fold", ratio=2)
    table.add_column(voice.words("承诺", "promises"), overflow="fold", ratio=4)
    times = Counter(_same(mark, line) for line in life.lines for mark in line.marks)
    for line in life.lines:
        marks = sorted(line.marks, key=lambda mark: (ORDER.index(_word(mark, line)[0]), mark.standard.id))
        said = Text("\n").join(
            _said(mark, line, vocabulary, voice, several=times[_same(mark, line)] > 1) for mark in marks
        )
        table.add_row(_when(line.at), _event(line, vocabulary, voice), said)
    return table


def _event(line: Line, vocabulary: Vocabulary, voice: Voice) -> Text:
    if line.event is None:
        return Text(voice.words("到期", "due"), style="red")
    kind = vocabulary.kinds.get(line.kind)
    text = Text(voice.of(kind.title) if kind else line.kind)
    beside = [each for each in (line.site, line.person) if each]
    if line.via:
        beside.append(voice.words(f"来自 {line.via}", f"from {line.via}"))
    if line.recorded_at is not None and line.recorded_at - line.at > LATE:
        recorded = _when(line.recorded_at)
        beside.append(voice.words(f"{recorded} 才录入", f"recorded {recorded}"))
    return text.append("\n" + " · ".join(beside), style="dim") if beside else text


def _same(mark: Mark, line: Line) -> tuple[str, str, str]:
    """What would be said in the same words of promises that began at different times."""
    return _when(line.at), mark.what, mark.standard.id


def _said(mark: Mark, line: Line, vocabulary: Vocabulary, voice: Voice, *, several: bool) -> Text:
    """What an event did to a promise; of several alike that began earlier, which one."""
    sign, zh, en, style = _word(mark, line)
    text = Text(f"{sign} {voice.words(zh, en)}", style=style)
    text.append(voice.words(" ", ": ") + voice.of(mark.standard.title), style="dim" if style == "dim" else "default")
    if several and mark.what != "opened":
        began = _when(mark.opens_at)
        text.append(voice.words(f"（{began} 起算）", f" (begun {began})"))
    for zh, en in (*_beside(mark, sign, vocabulary), *_told(mark, line)):
        text.append(voice.words(f"，{zh}", f", {en}"), style="dim")
    return text


def _word(mark: Mark, line: Line) -> tuple[str, str, str, str]:
    """Sign, Chinese, English and style of what an event did to a promise."""
    at_once = mark.what == "opened" and mark.due_at <= line.at
    decided = WORDS.get(("at once", mark.status)) if at_once else None
    return decided or WORDS.get((mark.what, mark.status), OPENED)


def _beside(mark: Mark, sign: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """What else is to be said: until when, how it stands, why it is void, who answers."""
    if sign == "▸":
        yield f"限 {_when(mark.due_at)}", f"due {_when(mark.due_at)}"
        if mark.status in ("open", "at_risk", "not_open"):
            yield STATUS[mark.status]
    if sign == "·" and mark.void_reason:
        kind = vocabulary.kinds.get(mark.void_reason)
        yield (kind.title.zh, kind.title.en) if kind else REASONS.get(mark.void_reason, (mark.void_reason,) * 2)
    who = " ".join(each for each in (mark.site, mark.person) if each)
    if sign == "✗" and who:
        yield f"责任方 {who}", f"{who} answers"
    if sign in "▸✗" and mark.estimated:
        yield "时限是推算的：放假安排尚未公布", "the due is an estimate: holidays are not announced"
    if sign == "✗" and mark.doubt:
        yield "存疑", "in doubt"
    if mark.standard.status == "trial":
        yield "试行", "on trial"


def _told(mark: Mark, line: Line) -> Iterator[tuple[str, str]]:
    """What was said of a promise, once: where its deadline passed, else where it began."""
    passes = mark.due_at > line.at and mark.status in ("broken", "kept_late")
    if mark.said and (mark.what == "passed" or mark.what == "opened" and not passes):
        yield said_words(mark.said)


def said_words(said: Sequence[Said]) -> tuple[str, str]:
    """What was said and when, as it was said."""
    told = [(_when(one.known_at), *SAID[one.verdict]) for one in said]
    return "，".join(f"{when} {zh}" for when, zh, _ in told), ", ".join(f"{en} {when}" for when, _, en in told)


def _in_all(life: Life, voice: Voice) -> str:
    counts = Counter(mark.status for line in life.lines for mark in line.marks if mark.what == "opened")
    if not counts and life.undated:
        return voice.words("起算了，但没有一个算得出时限。", "begun, but none has a deadline.")
    if not counts:
        return voice.words("没有一条标准管到它。", "no standard speaks of it.")
    said = (
        voice.words(f"{counts[name]} 个{zh}", f"{counts[name]} {en}")
        for name, (zh, en) in STATUS.items()
        if counts[name]
    )
    return voice.words("，", ", ").join(said) + voice.words("。", ".")


def _undated(one: Undated) -> tuple[str, str]:
    """Which promise has no deadline, why, and what would be right."""
    when, title = _when(one.opens_at), one.standard.title
    if one.year is None:
        return (
            f"{when} 起算的“{title.zh}”：事件没有时限字段，承诺表里也没有。",
            f"{title.en}, begun {when}: no attribute and no table gives one.",
        )
    return (
        f"{when} 起算的“{title.zh}”：按日历 {one.calendar} 计时，{one.year} 年的放假安排尚未公布。"
        "公布后给日历补上这一年，或改用会推算的日历（见 docs/calendars.md）。",
        f"{title.en}, begun {when}: by '{one.calendar}' the holidays of {one.year} are not announced. "
        "Add the year to the calendar when it is announced, or name one that estimates (docs/calendars.md).",
    )


def _when(micros: int) -> str:
    """Month, day and minute; the year stands in the title."""
    return f"{local(micros):%m-%d %H:%M}"
