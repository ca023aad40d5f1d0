"""What a scenario expects of an indicator: `@SZ02 1 of 4`, `2026-05-01 1 of 2`, `all 4 p50 3 p90 5`, `cannot say 1`.

What has blanks stands in double quotes: `lane="310000 → 110000" 1 of 2`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from tuotou.core.standards.scenario_line import PIECE, Malformed

CANNOT_SAY: Final = "cannot_say"
DOUBT: Final = "doubt"
_GROUPS: Final = {"@": "site", "%": "person"}
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_EXAMPLE: Final = "for example @SZ02 1 of 4, or all 4 p50 3, or cannot say 1"


@dataclass(frozen=True, slots=True)
class ExpectedFigure:
    """One group of an indicator; figures that are not named are not asked for."""

    by: str  # all, day, site, person or another word; or CANNOT_SAY or DOUBT
    name: str
    counted: int
    of: int | None = None
    figures: dict[str, float] = field(default_factory=dict)


def expected_figures(line: str, zone: str) -> tuple[ExpectedFigure, ...]:
    """The figure of one line. Raises Malformed."""
    del zone  # a figure's days are business days already
    words = [word.replace('"', "") for word in PIECE.findall(line.replace("cannot say", CANNOT_SAY))]
    (by, name), rest = _group(words[0]), words[1:]
    if not rest or not rest[0].isdigit():
        raise Malformed("how many?", _EXAMPLE, len(line) + 1)
    counted, rest = int(rest[0]), rest[1:]
    of = None
    if rest[:1] == ["of"] and len(rest) > 1 and rest[1].isdigit():
        of, rest = int(rest[1]), rest[2:]
    return (ExpectedFigure(by, name, counted, of, _figures(rest)),)


def _group(word: str) -> tuple[str, str]:
    if word in ("all", CANNOT_SAY, DOUBT):
        return word, ""
    if word[0] in _GROUPS:
        return _GROUPS[word[0]], word[1:]
    if _DATE.fullmatch(word):
        return "day", word
    by, sign, name = word.partition("=")
    if not sign:
        raise Malformed(f"'{word}' is no group", "all, @site, %person, a date, or parcel.product=express")
    return by, name


def _figures(words: list[str]) -> dict[str, float]:
    try:
        return {name: float(value) for name, value in zip(words[::2], words[1::2], strict=True)}
    except ValueError:
        raise Malformed(f"'{' '.join(words)}' are no figures", "for example p50 3 p90 5.5, or value 12.5") from None
