"""Numbers as people write them: with or without their brand, in small letters, spoilt by a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tuotou.feeds.values import LOST_DIGITS
from tuotou.store.models import Brand

MOST: Final = 1_000
LONGEST: Final = 120
"""Characters of a number."""
_BETWEEN: Final = re.compile(r"[\s,;|，；、\x00]+")
_LOST: Final = re.compile(r"^[+-]?\d+(\.\d+)?[eE][+-]?\d+$")
_FLOAT: Final = re.compile(r"^(\d{1,15})\.0+$")
_LONG_FLOAT: Final = re.compile(r"^\d{16,}\.0+$")
_KEPT_OFF: Final = re.compile(r"^=?[\"'](.*?)[\"']?$")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that is no number: what it is, and what would be right (English, as all faults of rows)."""

    text: str
    reason: str
    right: str


@dataclass(slots=True)
class Numbers:
    """What somebody pasted."""

    numbers: list[str] = field(default_factory=list)  # each once, in their order
    twice: list[str] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    beyond: int = 0  # how many more there were than are looked up


def split(text: str) -> Sequence[str]:
    """The words of a text, whatever stands between them."""
    return [word for word in _BETWEEN.split(text) if word]


def read_numbers(words: Iterable[str], most: int = MOST) -> Numbers:
    """Words as numbers: none is rounded, none is looked up twice, what is none is told."""
    found, seen = Numbers(), set[str]()
    for word in words:
        if _LOST.match(word) or _LONG_FLOAT.match(word):
            found.wrong.append(Wrong(word[:LONGEST], *LOST_DIGITS))
        elif len(word) > LONGEST:
            found.wrong.append(Wrong(word[:LONGEST], "longer than any number", f"at most {LONGEST} characters"))
        elif (number := _plain(word)) in seen:
            found.twice.append(number)
        elif number:
            seen.add(number)
            if len(found.numbers) < most:
                found.numbers.append(number)
            else:
                found.beyond += 1
    return found


def spellings(numbers: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Each number as it may lie here: as it is written, in capitals, with the brand before it."""
    brands = sorted(set(Brand.objects.values_list("brand", flat=True)))
    return {number: list(dict.fromkeys(_spelled(number, brands))) for number in numbers}


def _spelled(number: str, brands: Sequence[str]) -> Iterator[str]:
    yield number
    yield number.upper()
    yield from (f"{brand}{number.upper()}" for brand in brands)


def _plain(word: str) -> str:
    """Without what keeps spreadsheets off, and without the decimals of a short number that one wrote as a number."""
    return _FLOAT.sub(r"\1", _KEPT_OFF.sub(r"\1", word))
