"""What the words of a standard come to, as one sentence: beside its author's rule one sees whether both agree.

Names of events are those of the vocabulary; a standard that could be read in part is said in part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tuotou.core.document import Bilingual, Duration
from tuotou.core.standards.standard import Due, Selector, Standard
from tuotou.core.trail.vocabulary import Vocabulary

MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000
_DAYS: Final = {"d": ("{} 天（到当天结束）", "{} d (to the end of the day)"), "wd": ("{} 个工作日", "{} working days")}
_SHOWN: Final = 3  # names of a list; more are counted


def sentence(standard: Standard, vocabulary: Vocabulary) -> Bilingual:
    """The promise in one sentence."""
    opens, keep = _named(standard.opens, vocabulary), _kept(standard, vocabulary)
    if standard.form == "within":
        by = _by(standard.due)
        return Bilingual(f"{opens.zh}之后，{by.zh}须有：{keep.zh}。", f"After {opens.en}, {by.en}: {keep.en}.")
    if standard.form == "needs":
        return Bilingual(f"{opens.zh}时，此前须已有：{keep.zh}。", f"At {opens.en} there must already be: {keep.en}.")
    if standard.form == "never":
        where = f"（{standard.condition}）" if standard.condition else ""
        return Bilingual(f"不得发生：{opens.zh}{where}。", f"Must not happen: {opens.en}{_in_brackets(standard)}.")
    if standard.form == "at_most":
        window, n = spelled(standard.window), standard.limit
        return Bilingual(f"{window.zh}内，{opens.zh}至多 {n} 次。", f"At most {n} times {opens.en} within {window.en}.")
    return _share(standard)


def spelled(span: int | Duration) -> Bilingual:
    """µs of clock time, or an amount in its own unit."""
    if isinstance(span, Duration) and span.unit in _DAYS:
        zh, en = _DAYS[span.unit]
        return Bilingual(zh.format(span.amount), en.format(span.amount))
    amount, opening = (span.amount, span.unit == "oh") if isinstance(span, Duration) else (span, False)
    zh, en = ("营业小时", "opening hours") if opening else ("小时", "h")
    if amount % HOUR == 0 or amount > 2 * DAY:
        return Bilingual(f"{amount / HOUR:g} {zh}", f"{amount / HOUR:g} {en}")
    if amount % MINUTE == 0:
        return Bilingual(f"{amount // MINUTE} 分钟", f"{amount // MINUTE} min")
    return Bilingual(f"{amount / 1_000_000:g} 秒", f"{amount / 1_000_000:g} s")


def due_of(dues: Sequence[Due]) -> Bilingual:
    """When it is due: the first way that gives an instant."""
    found = [_due(each) for each in dues]
    return Bilingual("，否则 ".join(each.zh for each in found), ", else ".join(each.en for each in found))


def _by(dues: Sequence[Due]) -> Bilingual:
    """A span within which, or an instant until which."""
    due = due_of(dues)
    if len(dues) == 1 and dues[0].after is not None and dues[0].after.unit in ("clock", "oh"):
        return Bilingual(f"{due.zh}内", f"within {due.en}")
    return Bilingual(f"最迟 {due.zh}，", f"at the latest {due.en}")


def _due(due: Due) -> Bilingual:
    if due.after is not None:
        return spelled(due.after)
    if due.attribute is not None:
        plus = spelled(abs(due.offset))
        sign = "" if not due.offset else "+" if due.offset > 0 else "-"
        zh, en = (f" {sign} {plus.zh}", f" {sign} {plus.en}") if sign else ("", "")
        return Bilingual(f"事件所载时刻 {due.attribute}{zh}", f"the instant {due.attribute}{en}")
    if due.commitment is not None:
        return Bilingual(f"时效承诺表 {due.commitment} 所定", f"what the table {due.commitment} promises")
    cuts = [_slot(each.before, spelled_day(each.days), each.at) for each in due.slots]
    return Bilingual("；".join(each.zh for each in cuts), "; ".join(each.en for each in cuts))


def _slot(before: int | None, day: Bilingual, at: int) -> Bilingual:
    by = clock_of(at)
    if before is None:
        return Bilingual(f"{day.zh} {by}", f"{by} {day.en}")
    return Bilingual(f"{clock_of(before)} 前的{day.zh} {by}", f"before {clock_of(before)}: {by} {day.en}")


def spelled_day(days: Duration) -> Bilingual:
    """A day counted from the day of the opening."""
    if days.amount == 0:
        return Bilingual("当日", "the same day") if days.unit == "d" else Bilingual("当个工作日", "that working day")
    unit = ("天", "d") if days.unit == "d" else ("个工作日", "working days")
    return Bilingual(f"{days.amount} {unit[0]}后", f"{days.amount} {unit[1]} later")


def clock_of(micros: int) -> str:
    """µs of the day as a wall clock shows them; the end of a day is 24:00."""
    minutes = -(-micros // MINUTE)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _share(standard: Standard) -> Bilingual:
    share = standard.share
    if share is None:
        return Bilingual("", "")
    target = f"{100 * share.target[0] / share.target[1]:g}%"
    of = ", ".join(share.of[:_SHOWN]) + (" …" if len(share.of) > _SHOWN else "")
    period = {"day": "日", "week": "周", "month": "月"}[share.period]
    return Bilingual(
        f"每{period}按时率不低于 {target}（{of}，至少 {share.least} 件）。",
        f"Each {share.period} at least {target} are kept in time ({of}; of {share.least} or more).",
    )


def _in_brackets(standard: Standard) -> str:
    return f" ({standard.condition})" if standard.condition else ""


def _kept(standard: Standard, vocabulary: Vocabulary) -> Bilingual:
    """What keeps it; scans of later stages stand for what is missing."""
    keep = _named([each for each in standard.keep if not each.later] or standard.keep, vocabulary)
    if not any(each.later for each in standard.keep):
        return keep
    return Bilingual(f"{keep.zh}，或之后环节的扫描", f"{keep.en}, or a scan of a later stage")


def _named(selectors: Sequence[Selector], vocabulary: Vocabulary) -> Bilingual:
    """The events by name."""
    kinds = [kind for selector in selectors for kind in selector.kinds]
    titles = [vocabulary.kinds[kind].title for kind in dict.fromkeys(kinds) if kind in vocabulary.kinds]
    more = len(titles) - _SHOWN
    zh, en = (
        "、".join(f"“{each.zh}”" for each in titles[:_SHOWN]),
        ", ".join(f"“{each.en}”" for each in titles[:_SHOWN]),
    )
    if more > 0:
        zh, en = f"{zh} 等 {len(titles)} 种事件之一", f"{en} or {more} more"
    return Bilingual(zh or "…", en or "…")
