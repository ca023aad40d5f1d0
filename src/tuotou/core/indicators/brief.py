"""Brief 简报: how a unit did in a day, a week or a month, in plain words of both languages: facts in, sentences out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tuotou.core.document import Bilingual
from tuotou.core.indicators.amount import amount
from tuotou.core.standards.indicator import Indicator

WORDS: Final[Mapping[str, Bilingual]] = {
    "day": Bilingual("日报", "Daily brief"),
    "week": Bilingual("周报", "Weekly brief"),
    "month": Bilingual("月报", "Monthly brief"),
}
BEFORE: Final[Mapping[str, Bilingual]] = {
    "day": Bilingual("前一天", "the day before"),
    "week": Bilingual("前一周", "the week before"),
    "month": Bilingual("前一月", "the month before"),
}
MOST: Final = 6
"""Indicators in one brief; those that miss their target come first."""
POINTS: Final = "%"


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's rank among others: in the whole company, in the area."""

    among: Bilingual
    rank: int
    of: int


@dataclass(frozen=True, slots=True)
class Stand:
    """How one indicator stands."""

    indicator: Indicator
    value: float
    target: float | None
    met: bool | None  # None: no target, or of too few
    change: float | None = None  # against the period before
    places: Sequence[Place] = ()
    last: Sequence[tuple[str, float]] = ()  # the last of those below the unit, the worst first


@dataclass(frozen=True, slots=True)
class Cause:
    """What was not done, how often, and by whom or where most."""

    title: Bilingual
    count: int
    names: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a brief is made of."""

    name: Bilingual  # of the unit
    word: str  # day, week, month
    first: int  # business days since 1970-01-01, both included
    last: int
    stands: Sequence[Stand]
    causes: Sequence[Cause] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """A heading of one line, and sentences."""

    heading: Bilingual
    lines: Sequence[Bilingual]


def brief(facts: Facts) -> Brief:
    """The facts in words: what misses its target first, then what nobody set one for, then what is well."""
    order = {False: 0, None: 1, True: 2}
    stands = sorted(facts.stands, key=lambda stand: order[stand.met])[:MOST]
    lines = [_line(stand, facts.word) for stand in stands]
    if facts.causes:
        lines.append(_causes(facts.causes))
    if not lines:
        lines.append(Bilingual("没有可以比较的数字。", "There are no figures to compare."))
    return Brief(_heading(facts), lines)


def _heading(facts: Facts) -> Bilingual:
    missed = sum(stand.met is False for stand in facts.stands)
    judged = sum(stand.met is not None for stand in facts.stands)
    zh = f"{missed} 项未达标" if missed else "全部达标" if judged else "无可比指标"
    en = f"{missed} of {judged} targets missed" if missed else "all targets met" if judged else "nothing to compare"
    when = _days(facts)
    word = WORDS[facts.word]
    return Bilingual(f"{facts.name.zh} {word.zh} {when.zh}：{zh}", f"{word.en} of {facts.name.en}, {when.en}: {en}")


def _days(facts: Facts) -> Bilingual:
    first, last = (date(1970, 1, 1) + timedelta(days=day) for day in (facts.first, facts.last))
    if facts.word == "day":
        return Bilingual(f"{first.month} 月 {first.day} 日", f"{first}")
    if facts.word == "month":
        return Bilingual(f"{first.year} 年 {first.month} 月", f"{first:%Y-%m}")
    return Bilingual(f"{first.month} 月 {first.day} 日至 {last.month} 月 {last.day} 日", f"{first} to {last}")


def _line(stand: Stand, word: str) -> Bilingual:
    """One indicator: value, target, change, rank, and who is last."""
    one = stand.indicator
    zh, en = [f"{one.title.zh} {_told(stand.value, one, 'zh')}"], [f"{one.title.en} {_told(stand.value, one, 'en')}"]
    if stand.target is not None:
        goal = _told(stand.target, one, "zh"), _told(stand.target, one, "en")
        zh.append(f"目标 {goal[0]}" + {True: "，达标", False: "，未达标", None: "（票数太少，不评）"}[stand.met])
        en.append({True: "meets", False: "misses", None: "too few to judge by"}[stand.met] + f" its target {goal[1]}")
    if stand.change is not None:
        zh.append(_change(stand, word).zh)
        en.append(_change(stand, word).en)
    zh += [f"{place.among.zh}第 {place.rank}（共 {place.of}）" for place in stand.places]
    en += [f"rank {place.rank} of {place.of} {place.among.en}" for place in stand.places]
    if stand.last:
        zh.append("排在最后：" + "、".join(f"{name} {_told(value, one, 'zh')}" for name, value in stand.last))
        en.append("last: " + ", ".join(f"{name} {_told(value, one, 'en')}" for name, value in stand.last))
    return Bilingual("，".join(zh) + "。", ", ".join(en) + ".")


def _change(stand: Stand, word: str) -> Bilingual:
    """Against the period before, and whether that is better."""
    one, by = stand.indicator, stand.change or 0.0
    before = BEFORE[word]
    if amount(abs(by)) == "0":
        return Bilingual(f"与{before.zh}持平", f"as {before.en}")
    size = amount(abs(by))
    unit = Bilingual("个百分点", "points") if one.unit == POINTS else Bilingual(one.told_in.zh, one.told_in.en)
    good = one.better != "neither" and (by > 0) == (one.better == "higher")
    well = Bilingual("（变好）", " (better)") if good else Bilingual("（变差）", " (worse)")
    if one.better == "neither":
        well = Bilingual("", "")
    zh = f"比{before.zh}{'升' if by > 0 else '降'} {size} {unit.zh}".rstrip() + well.zh
    return Bilingual(zh, f"{'up' if by > 0 else 'down'} {size} {unit.en}".rstrip() + f" on {before.en}" + well.en)


def _causes(causes: Sequence[Cause]) -> Bilingual:
    """What was missed most, with names."""

    def told(cause: Cause, title: str, of: str) -> str:
        names = of.join(f"{name} {count}" for name, count in cause.names)
        return f"{title} {cause.count}" + (f"（{names}）" if of == "、" else f" ({names})") * bool(names)

    zh = "；".join(told(cause, cause.title.zh, "、") for cause in causes)
    en = "; ".join(told(cause, cause.title.en, ", ") for cause in causes)
    return Bilingual(f"没做到最多的：{zh}。", f"Missed most: {en}.")


def _told(value: float, one: Indicator, lang: str) -> str:
    unit = one.told_in.zh if lang == "zh" else one.told_in.en
    return f"{amount(value)} {unit}".rstrip()
