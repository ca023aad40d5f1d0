"""What a report means, in plain sentences: how it stands, what is worst, what to do, what cannot be said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from tuotou.cli.count import count
from tuotou.cli.instant import shown
from tuotou.cli.paragraph import Paragraph
from tuotou.cli.report_view import days_come, percent
from tuotou.core.standards.standard import LEVELS
from tuotou.handbook.wording.findings import named
from tuotou.operations.report import Counts

if TYPE_CHECKING:
    from tuotou.cli.voice import Voice
    from tuotou.operations.history import History
    from tuotou.operations.report import DayLine, DoubtLine, NameLine, Report, StandardLine

WEEK: Final = 7
WORST: Final = 3
LEVEL: Final = 0.005  # a smaller difference is no trend
UNLIKE: Final = 10  # weeks of which one has so many times the promises of the other are not compared


def meaning(report: Report, history: History, voice: Voice) -> Iterator[Paragraph]:
    """The sentences, most important first."""
    yield _point("结论", "In short", _in_short(report, voice), voice)
    worst = first(report)
    if worst:
        yield _point("先抓这一项", "Work on this first", _worst(worst, voice), voice)
    for zh, en, lines in (("网点", "Sites", report.sites), ("人员", "People", report.persons)):
        behind = voice.words("；", "; ").join(_behind(lines, report.total.share or 0.0, voice))
        if behind:
            yield _point(f"{zh}从这里入手", f"{en} to begin with", behind + voice.words("。", "."), voice)
    trend = _trend(days_come(report), voice)
    if trend:
        yield _point("走势", "Trend", trend, voice)
    for sentence in _unsayable(report, history, voice):
        yield _point("说不准的", "What cannot be said", sentence, voice)


def first(report: Report) -> StandardLine | None:
    """What to work on first: a red line that was crossed, else what was missed most often.

    A share counts the promises of other standards, and of few promises nothing is said (kernel rule 53).
    """
    missed = [line for line in report.standards if line.counts.ranked and line.counts.not_kept]
    mine = [line for line in missed if line.standard.form != "share"]
    return min(mine, key=lambda line: (line.standard.level != LEVELS[0], -line.counts.not_kept), default=None)


def finding(report: Report, voice: Voice) -> str:
    """How a history stands and its most important finding, in one line."""
    total, line = report.total, first(report)
    if total.share is None:
        return voice.words("没有可以统计的承诺。", "No promise counts yet.")
    stands = voice.words(
        f"{total.counted:,} 个承诺按时 {percent(total.share)}", f"{percent(total.share)} of {total.counted:,} kept"
    )
    if line is None:
        return stands + voice.words("，没有哪项可比的标准被违反。", "; no standard with enough promises was missed.")
    standard, missed, each = line.standard, line.counts.not_kept, round(line.counts.counted / line.counts.not_kept)
    return voice.words(
        f"{stands}。最要紧：“{standard.title.zh}”有 {missed:,} 个没做到，约每 {each:,} 个 1 个。"
        f"{standard.how_to_keep.zh}",
        f"{stands}. What matters most: “{standard.title.en}” was missed {missed:,} times, about one in {each:,}. "
        f"{standard.how_to_keep.en}",
    )


def _point(zh: str, en: str, sentence: str, voice: Voice) -> Paragraph:
    return Paragraph(voice.words(f"{zh}：", f"{en}: "), sentence)


def _in_short(report: Report, voice: Voice) -> str:
    total = report.total
    at = shown(report.as_of)
    if total.share is None:
        return voice.words(
            f"截至 {at}，{report.events:,} 个事件没有产生可以统计的承诺，原因见“说不准的”。",
            f"As of {at}, {report.events:,} events hold no promise that counts yet; see what cannot be said.",
        )
    return voice.words(
        f"截至 {at}（北京时间），{report.events:,} 个事件里有 {total.counted:,} 个已到结果的承诺，"
        f"{percent(total.share)} 按时兑现；{total.kept_late:,} 个迟到，{total.broken:,} 个未兑现，"
        f"{total.at_risk:,} 个有风险。",
        f"As of {at} (Beijing time), {report.events:,} events hold {total.counted:,} promises with an outcome; "
        f"{percent(total.share)} were kept in time, {total.kept_late:,} late, {total.broken:,} broken, "
        f"{total.at_risk:,} are at risk.",
    )


def _worst(line: StandardLine, voice: Voice) -> str:
    standard, counts = line.standard, line.counts
    share = percent(counts.share or 0.0)
    return voice.words(
        f"“{standard.title.zh}”（{standard.id}）按时率 {share}，{counts.not_kept:,} 个没有按时。"
        f"要求：{standard.rule.zh}做法：{standard.how_to_keep.zh}复核时留意误判：{standard.falsely_trips_when.zh}",
        f"“{standard.title.en}” ({standard.id}): {share} kept, {counts.not_kept:,} not in time. "
        f"The rule: {standard.rule.en} What to do: {standard.how_to_keep.en} "
        f"It may be wrong when: {standard.falsely_trips_when.en}",
    )


def _behind(lines: tuple[NameLine, ...], average: float, voice: Voice) -> Iterator[str]:
    """Up to three below the average, those who would spare most misses by reaching it first."""
    ranked = [line for line in lines if line.counts.ranked]
    for line in sorted(ranked, key=lambda line: _excess(line.counts, average))[-WORST:][::-1]:
        if _excess(line.counts, average) < 1:
            return
        counts, share = line.counts, percent(line.counts.share or 0.0)
        worst = (
            voice.words(f"，主要是“{line.worst.title.zh}”", f", mostly “{line.worst.title.en}”") if line.worst else ""
        )
        yield voice.words(
            f"{line.name}，{counts.counted:,} 个承诺按时 {share}{worst}",
            f"{line.name}, {share} of {counts.counted:,} kept{worst}",
        )


def _excess(counts: Counts, average: float) -> float:
    """How many promises more were missed than at the average share."""
    return counts.not_kept - counts.counted * (1 - average)


def _trend(days: tuple[DayLine, ...], voice: Voice) -> str:
    """The last seven days with outcomes against the seven before; nothing where either has far too few promises."""
    counted = [line.counts for line in days]
    before, last = _together(counted[-2 * WEEK : -WEEK]), _together(counted[-WEEK:])
    if not before.ranked or not last.ranked or before.share is None or last.share is None:
        return ""
    if max(before.counted, last.counted) > UNLIKE * min(before.counted, last.counted):
        return ""
    way = ("上升", "up") if last.share > before.share else ("下降", "down")
    zh, en = ("持平", "no change") if abs(last.share - before.share) < LEVEL else way
    return voice.words(
        f"最近 {WEEK} 个有到期承诺的日子 {last.counted:,} 个承诺按时 {percent(last.share)}，"
        f"此前 {WEEK} 个这样的日子 {percent(before.share)}，{zh}。",
        f"{percent(last.share)} of {last.counted:,} over the last {WEEK} days with outcomes, "
        f"{percent(before.share)} over the {WEEK} before: {en}.",
    )


def _together(days: list[Counts]) -> Counts:
    return Counts(*map(sum, zip(*days, strict=True)))


def _unsayable(report: Report, history: History, voice: Voice) -> Iterator[str]:
    if history.recording_assumed:
        yield voice.words(
            "数据没有记录时刻，按“发生即记录”假定；预警来得及来不及，不能用这份数据证明。",
            "recording times are assumed to be those of the events, so these data prove nothing about early warning.",
        )
    if report.total.cannot_say:
        yield voice.words(
            f"{report.total.cannot_say:,} 处缺少条件要看的字段，无法判断标准是否适用。",
            f"in {count(report.total.cannot_say, 'place')} a field that a condition reads is missing.",
        )
    missed = sum(line.missed_scans for line in report.standards)
    if missed:
        yield voice.words(
            f"{missed:,} 个承诺靠后一环节的扫描才算兑现，本环节漏扫。",
            f"{count(missed, 'promise was', 'promises were')} kept by a later stage only: the scan itself is missing.",
        )
    silent = [one for one in report.silent if one.effective <= report.as_of]
    if silent:
        titles = voice.words("、", ", ").join(voice.of(one.title) for one in silent[:WORST])
        others = ", …" if len(silent) > WORST else ""
        yield voice.words(
            f"{len(silent)} 项标准没有遇到起算事件（如{titles}），不等于做到了。",
            f"{count(len(silent), 'standard')} met no event that opens {'it' if len(silent) == 1 else 'them'} "
            f"({titles}{others}); that is not the same as kept.",
        )
    later = len(report.silent) - len(silent)
    if later:
        were = count(later, "standard was", "standards were")
        yield voice.words(f"{later} 项标准当时尚未生效。", f"{were} not in force yet by then.")
    yield from _unannounced(report.doubted, voice)
    for name, times in report.findings.items():
        if name != "unannounced":
            zh, en = named(name).zh, named(name).en
            of = _titles([line for line in report.doubted if line.finding == name], voice)
            yield voice.words(
                f"{zh}，{times:,} 处{f'（{of}）' if of else ''}。", f"{en}: {times:,}{f' ({of})' if of else ''}."
            )


def _unannounced(doubted: Sequence[DoubtLine], voice: Voice) -> Iterator[str]:
    """By calendar and year, whose deadlines hang on holidays that are not announced, and what to do."""
    wanting = sorted((line for line in doubted if line.year), key=_year_wanted)
    for (calendar, year, finding), found in groupby(wanting, key=_year_wanted):
        lines = list(found)
        n, of = sum(line.promises for line in lines), _titles(lines, voice)
        estimated = finding == "estimated"
        without = count(n, "promise has", "promises have") + " no due"
        estimates = count(n, "deadline is an estimate", "deadlines are estimates") + ", which a holiday would move"
        zh = f"{n:,} 个时限是推算的，遇放假会变" if estimated else f"{n:,} 个承诺没有时限"
        yield voice.words(
            f"{of}按日历 {calendar} 计时，{year} 年的放假安排尚未公布：{zh}。公布后给日历补上这一年"
            f"{'' if estimated else '，或改用会推算的日历'}（见 docs/calendars.md）。",
            f"{of} by '{calendar}': the holidays of {year} are not announced; {estimates if estimated else without}. "
            f"Add the year to the calendar when it is announced{'' if estimated else ', or name one that estimates'} "
            "(docs/calendars.md).",
        )


def _year_wanted(line: DoubtLine) -> tuple[str, int, str]:
    return line.calendar or "", line.year or 0, line.finding


def _titles(lines: Sequence[DoubtLine], voice: Voice) -> str:
    """The standards of some lines, a few by name."""
    titles = list(
        dict.fromkeys(voice.words(f"“{voice.of(one.standard.title)}”", voice.of(one.standard.title)) for one in lines)
    )
    more = voice.words("等", ", …") if len(titles) > WORST else ""
    return voice.words("、", ", ").join(titles[:WORST]) + more
