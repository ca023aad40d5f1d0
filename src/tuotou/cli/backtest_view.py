"""The back-test as tables: how it stands, what changes, where and who, what was said when, what it would cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from tuotou.cli.backtest_known import known_view
from tuotou.cli.explain_view import STATUS
from tuotou.cli.instant import shown
from tuotou.cli.paragraph import Paragraph
from tuotou.cli.report_view import percent, share_bar

if TYPE_CHECKING:
    import polars as pl

    from tuotou.cli.voice import Voice
    from tuotou.operations.history import History
    from tuotou.operations.report import Counts, DayLine, NameLine
    from tuotou.operations.trial.backtest import Backtest, Side

NAMES: Final = 8
DAYS: Final = 14
STANDING: Final = ("kept", "kept_late", "broken", "at_risk", "open", "not_open", "void", "cannot_say")
ALWAYS: Final = ("kept", "kept_late", "broken")
DIFFERENCES: Final = {
    "newly_not_kept": ("新增未按时", "newly not kept in time"),
    "no_longer_not_kept": ("不再未按时", "no longer not kept in time"),
    "not_kept_by_both": ("两者都未按时", "not kept in time by either"),
}
SCOPE: Final = (
    ("matched", "适用", "matched"),
    ("not_matched", "不适用", "not matched"),
    ("cannot_say", "说不准（缺条件所需的值）", "cannot say (the condition has no value)"),
    ("no_value", "缺配对所需的值", "no value to match by"),
)


def backtest_view(found: Backtest, history: History, voice: Voice) -> Iterator[RenderableType]:
    """The tables that have something to show, then what must be known to read them."""
    yield _standing(found, voice)
    yield from _scope(found.new, voice)
    yield from _difference(found, voice)
    yield from _names(found, voice)
    yield from _moved(found, voice)
    if len(found.new.days) > 1:
        yield _days(found, voice)
    yield from known_view(found, voice)
    for sentence in _notes(found, history, voice):
        yield Paragraph(voice.words("注意：", "Note: "), sentence)


def _sides(found: Backtest, voice: Voice) -> list[tuple[str, Side]]:
    """The two standards under the headings by which the tables tell them apart."""
    sides = [(voice.words("试行", "tried"), found.new)]
    return sides if found.old is None else [*sides, (voice.words("对照", "against"), found.old)]


def called(side: Side) -> str:
    """A standard with its version."""
    return f"{side.standard.id} v{side.standard.version}"


def table(title: str, first: str, columns: Sequence[str]) -> Table:
    """A table of figures: the first column says what they are of."""
    made = Table(title=title, title_justify="left", title_style="bold")
    made.add_column(first, overflow="fold", min_width=12)
    for column in columns:
        made.add_column(column, justify="right", no_wrap=True)
    return made


def _standing(found: Backtest, voice: Voice) -> Table:
    sides, at = _sides(found, voice), shown(found.as_of)
    title = voice.words(
        f"回测：{voice.of(found.new.standard.title)} · 截至 {at}",
        f"Back-test: {voice.of(found.new.standard.title)} · as of {at}",
    )
    made = table(title, "", [f"{heading}\n{called(side)}" for heading, side in sides])
    counts = [side.counts for _, side in sides]
    made.add_row(voice.words("承诺", "promises"), *(f"{_all(each):,}" for each in counts))
    for name in STANDING:
        if name in ALWAYS or any(getattr(each, name) for each in counts):
            zh, en = STATUS[name]
            made.add_row(voice.words(zh, en), *(_part(getattr(each, name), each) for each in counts))
    made.add_row(voice.words("按时率", "kept in time"), *(share_bar(each.share) for each in counts))
    for words, several in (
        (("每天", "a day"), [len(side.days) for _, side in sides]),
        (("每个网点", "a site"), [len(side.sites) for _, side in sides]),
        (("每个人", "a person"), [len(found.new.persons)]),
    ):
        made.add_row(
            voice.words(f"{words[0]}承诺 / 未按时", f"promises / not kept in time, {words[1]}"),
            *(_each(side.counts, n) for (_, side), n in zip(sides, several, strict=False)),
        )
    if any(side.missed_scans for _, side in sides):
        made.add_row(voice.words("漏扫", "missed scans"), *(f"{side.missed_scans:,}" for _, side in sides))
    return made


def _all(counts: Counts) -> int:
    return sum(int(getattr(counts, name)) for name in STANDING)


def _part(number: int, counts: Counts) -> Text:
    every = _all(counts)
    share = f" {percent(number / every):>7}" if every else ""
    return Text(f"{number:,}{share}", style="" if number else "dim")


def _each(counts: Counts, several: int) -> str:
    return f"{_all(counts) / several:,.1f} / {counts.not_kept / several:,.2f}" if several else "–"


def _scope(side: Side, voice: Voice) -> Iterator[Table]:
    """Of which events it speaks (rule 21)."""
    scope = side.scope
    if scope is None:
        return
    made = table(voice.words("管到哪些事件", "Which events it speaks of"), "", [voice.words("事件", "events")])
    asked = sum(getattr(scope, name) for name, _, _ in SCOPE)
    for name, zh, en in SCOPE:
        number = getattr(scope, name)
        share = f" {percent(number / asked):>7}" if asked else ""
        made.add_row(voice.words(zh, en), f"{number:,}{share}")
    if scope.keeps:
        label = voice.words("有兑现、无起算（漏了起算环节）", "keeps without an opening (its scan is missing)")
        made.add_row(label, f"{scope.keeps_without_opening:,} {percent(scope.keeps_without_opening / scope.keeps):>7}")
    yield made


def _difference(found: Backtest, voice: Voice) -> Iterator[RenderableType]:
    difference, shown_ = found.difference, found.examples
    if difference is not None:
        made = table(voice.words("换成新标准后", "What changes"), "", [voice.words("承诺", "promises")])
        for was, now, zh, en in (
            (False, True, *DIFFERENCES["newly_not_kept"]),
            (True, False, *DIFFERENCES["no_longer_not_kept"]),
            (True, True, *DIFFERENCES["not_kept_by_both"]),
            (False, False, "两者都没有未按时", "not missed by either"),
        ):
            made.add_row(voice.words(zh, en), f"{difference.count(was=was, now=now):,}")
        yield made
    for name, (zh, en) in DIFFERENCES.items():
        if name in shown_ and shown_[name].height:
            title = voice.words(zh, en) if difference else voice.words("未按时", "not kept in time")
            yield _examples(shown_[name], voice.words(f"{title}，例如", f"For example: {title}"), voice)


def _examples(frame: pl.DataFrame, title: str, voice: Voice) -> Table:
    old = frame["old_status"].null_count() < frame.height
    columns = [voice.words("网点", "site"), voice.words("到期", "due"), voice.words("试行", "tried")]
    columns += [voice.words("对照", "against")] if old else []
    made = table(title, voice.words("单号", "subject"), columns)
    for row in frame.to_dicts():
        one = "" if row["status"] is not None else "old_"
        due = shown(int(row[f"{one}due_at"].timestamp() * 1e6))
        verdicts = [_verdict(row[name], voice) for name in ("status", "old_status")[: 2 if old else 1]]
        made.add_row(f"{row['subject']}", row[f"{one}site"] or "–", due, *verdicts)
    return made


def _verdict(status: str | None, voice: Voice) -> str:
    return voice.words("无此承诺", "no promise") if status is None else voice.words(*STATUS[status])


def _names(found: Backtest, voice: Voice) -> Iterator[Table]:
    old = {} if found.old is None else {line.name: line.counts for line in found.old.sites}
    for lines, zh, en, before in ((found.new.sites, "网点", "Sites", old), (found.new.persons, "人员", "People", {})):
        if lines:
            yield _worst(lines, voice.words(zh, en), before, voice)


def _worst(lines: Sequence[NameLine], title: str, old: dict[str, Counts], voice: Voice) -> Table:
    chosen = ([line for line in lines if line.counts.ranked] or list(lines))[:NAMES]
    if len(lines) > len(chosen):
        n = len(chosen)
        title += voice.words(f"（共 {len(lines)} 个，最差 {n} 个）", f" (worst {n} of {len(lines)})")
    headings = [voice.words("按时率", "kept in time"), *(voice.words(*STATUS[name]) for name in ALWAYS)]
    made = table(title, voice.words("名称", "Name"), [*headings, *([voice.words("对照", "against")] if old else [])])
    for line in chosen:
        before = [_share(old.get(line.name))] if old else []
        counts = line.counts
        made.add_row(line.name, share_bar(counts.share), *(f"{getattr(counts, name):,}" for name in ALWAYS), *before)
    return made


def _share(counts: Counts | None) -> str:
    return "–" if counts is None or counts.share is None else percent(counts.share)


def _moved(found: Backtest, voice: Voice) -> Iterator[Table]:
    moved = found.difference.moved if found.difference else ()
    if not moved:
        return
    n = len(moved)
    title = voice.words(
        f"名次变动最大的网点（{n} 个有变，1 为最差）", f"Sites that change rank most ({n} do; 1 is worst)"
    )
    made = table(title, voice.words("网点", "Site"), [voice.words("对照", "against"), voice.words("试行", "tried")])
    for one in moved[:NAMES]:
        made.add_row(one.site, f"{one.old:,}", f"{one.new:,}")
    yield made


def _days(found: Backtest, voice: Voice) -> Table:
    old = {} if found.old is None else {line.day: line.counts for line in found.old.days}
    days: list[DayLine] = [line for line in found.new.days if line.counts.counted][-DAYS:]
    title = voice.words(f"按到期日（最近 {len(days)} 天）", f"By the day due (last {len(days)})")
    columns = [voice.words("按时率", "kept in time"), *(voice.words(*STATUS[name]) for name in ALWAYS)]
    made = table(title, voice.words("日期", "Day"), [*columns, *([voice.words("对照", "against")] if old else [])])
    for line in days:
        figures = (f"{getattr(line.counts, name):,}" for name in ALWAYS)
        before = [_share(old.get(line.day))] if old else []
        made.add_row(line.day.isoformat(), share_bar(line.counts.share), *figures, *before)
    return made


def _notes(found: Backtest, history: History, voice: Voice) -> Iterator[str]:
    yield voice.words(
        "两项标准都当作自始至终有效来试判；只算数，不立案、不通知、不扣款。",
        "both standards are tried as if they had held all the time; nothing is opened, sent or charged.",
    )
    if history.recording_assumed:
        yield voice.words(
            "记录时刻是假定的：预警何时发出、哪些判定会撤回，都说明不了什么。",
            "recording times are assumed: what would have been warned of, or withdrawn, proves nothing.",
        )
    if found.old is not None and found.difference is None:
        yield voice.words(
            "跨许多对象统计的承诺不逐条配对，只比总数。",
            "promises that are counted over many subjects are not paired; only totals are compared.",
        )
    elif found.difference is not None and found.difference.by_life:
        n = f"{found.difference.by_life:,}"
        yield voice.words(
            f"{n} 条承诺起算的事件不同，按同一对象的先后配对。",
            f"{n} promises begin at different events; they are paired in their order on each subject.",
        )
