"""The stages of a parcel's way, and to which of them a standard belongs: by the rows of the mission it serves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tuotou.core.document import Bilingual
from tuotou.core.standards.indicator import Indicator
from tuotou.core.standards.standard import Standard
from tuotou.operations.report import Counts, Report, StandardLine

STAGES: Final = {
    "P": Bilingual("揽收", "Pickup"),
    "L": Bilingual("运输", "Line-haul"),
    "H": Bilingual("分拣与网点", "Hub and outlet"),
    "D": Bilingual("派送", "Delivery"),
    "A": Bilingual("售后", "After-sales"),
    "S": Bilingual("人员与安全", "People and safety"),
    "W": Bilingual("全程", "The whole way"),
}
WHOLE: Final = "W"  # the watch itself, and whatever names no other stage


@dataclass(frozen=True, slots=True)
class StageLine:
    """How the standards of one stage were kept; shares count no promise a second time."""

    stage: str  # key of `STAGES`
    counts: Counts
    standards: tuple[StandardLine, ...]


def stage_of(document: Standard | Indicator) -> str:
    """The first stage that its rows name."""
    return next((row[0] for row in document.rows if row[0] in STAGES and row[0] != WHOLE), WHOLE)


def stages_of(report: Report) -> tuple[StageLine, ...]:
    """The stages that promised anything, in the order of the way."""
    lines = {stage: tuple(one for one in report.standards if stage_of(one.standard) == stage) for stage in STAGES}
    return tuple(
        StageLine(stage, together(one.counts for one in mine if one.standard.form != "share"), mine)
        for stage, mine in lines.items()
        if mine
    )


def together(counts: Iterable[Counts]) -> Counts:
    """The sum of counts."""
    return Counts(*map(sum, zip(*counts, strict=True)))
