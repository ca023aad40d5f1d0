"""A figure by another word of its document: by product, platform, kind of customer, person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tuotou.console import trade
from tuotou.console.indicators.asking import Asking, parts_of
from tuotou.console.indicators.figures import told
from tuotou.console.tags import valued, words
from tuotou.core.document import Bilingual
from tuotou.core.standards.indicator import Indicator
from tuotou.operations.figures.ranking import parts

SHOWN: Final = 15
"""Values that are listed, those with the most first."""
PERSON: Final = "person"
WORDS: Final[Mapping[str, Bilingual]] = {
    "person": Bilingual("人员", "People"),
    "parcel.product": Bilingual("产品", "Products"),
    "parcel.platform": Bilingual("平台", "Platforms"),
    "parcel.customer_kind": Bilingual("客户类型", "Kinds of customer"),
    "case.platform": Bilingual("平台", "Platforms"),
    "case.product": Bilingual("产品", "Products"),
    "case.cause": Bilingual("原因", "Causes"),
    "wave": Bilingual("频次", "Waves"),
    "severity": Bilingual("轻重", "Severity"),
    "transport": Bilingual("运输方式", "Transport"),
}
"""What is kept apart, as people call it; other words as documents write them."""


@dataclass(frozen=True, slots=True)
class Part:
    """One value, and where it is told alone."""

    name: str
    figure: str
    n: int
    address: str


def shown_by(asking: Asking, one: Indicator) -> Sequence[str]:
    """The words that a page keeps apart; people where a unit is looked at, for a company has tens of thousands."""
    words_of = [] if asking.by else parts_of(one)
    return [by for by in words_of if by != PERSON or asking.unit is not None]


def parted(asking: Asking, one: Indicator, by: str) -> tuple[Bilingual, Sequence[Part]]:
    """The values of a word."""
    found = [*parts(asking.desk, asking.question(one.id), by).items()][:SHOWN]
    names = _called(asking, by, [value for value, _ in found])
    return _word(by), [
        Part(
            names[value],
            told(one, next(iter(each.figures.values()), None)),
            each.n,
            asking.address(by=by, value=value),
        )
        for value, each in found
    ]


def only(asking: Asking) -> tuple[Bilingual, str, str] | None:
    """What alone is told of: the word, the value, and where all is told; None: of all."""
    if not asking.by:
        return None
    return _word(asking.by), _called(asking, asking.by, [asking.value])[asking.value], asking.address(by="", value="")


def _word(by: str) -> Bilingual:
    return WORDS.get(by) or Bilingual(by, by)


def _called(asking: Asking, by: str, values: Sequence[str]) -> dict[str, str]:
    """People by their names and numbers; all else as events say it."""
    nothing = words("未注明", "not said")
    if by == PERSON:
        names = trade.people(values)
        return {each: f"{names[each]} {each}" if each in names else each or nothing for each in values}
    vocabulary = asking.desk.watch.vocabulary
    return {each: valued(each, vocabulary) or nothing for each in values}
