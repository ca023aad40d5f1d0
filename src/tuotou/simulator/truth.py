"""The truth beside the events: which promise was really broken, when, who answers for it, and by which fault."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuotou.core.trail.event import INSTANT
from tuotou.simulator.company import Indices
from tuotou.simulator.scan import Desk, Subjects
from tuotou.simulator.timetable import Minutes

SCHEMA: Final[dict[str, pl.DataType]] = {
    "fault": pl.String(),  # what was made to go wrong; null: it follows from other faults
    "standard": pl.String(),  # the promise that it broke; null: no standard watches it
    "subject_kind": pl.String(),
    "subject": pl.String(),
    "at": INSTANT,
    "site": pl.String(),  # who answers
    "shown": pl.Boolean(),  # whether the data can show it
}


@dataclass(slots=True)
class Truth:
    """Rows of `SCHEMA`, gathered while events are written."""

    desk: Desk
    _parts: list[pl.DataFrame] = field(default_factory=list)

    def add(  # noqa: PLR0913
        self,
        fault: str | None,
        broken: tuple[str | None, ...],
        whom: Subjects,
        at: Minutes,
        site: Indices,
        *,
        shown: bool = True,
    ) -> None:
        """Each of the subjects [n] broke each of the standards; `site` answers for it."""
        if len(whom.numbers):
            rows = pl.DataFrame({"subject": whom.numbers, "at": self.desk.instant(np.asarray(at, dtype=np.float64))})
            rows = rows.with_columns(self.desk.company.names(site).alias("site"))
            for standard in broken or (None,):
                self._parts.append(
                    rows.select(
                        fault=pl.lit(fault, pl.String),
                        standard=pl.lit(standard, pl.String),
                        subject_kind=pl.lit(whom.kind),
                        subject="subject",
                        at="at",
                        site="site",
                        shown=pl.lit(shown and standard is not None),
                    )
                )

    def note(self, fault: str, standard: str | None, events: pl.DataFrame) -> None:
        """Each of the events broke the standard, where one watches it."""
        said = {"fault": pl.lit(fault), "standard": pl.lit(standard, pl.String), "shown": pl.lit(standard is not None)}
        self._parts.append(events.with_columns(**said).select(list(SCHEMA)))

    def frame(self) -> pl.DataFrame:
        """All of it."""
        return pl.concat([pl.DataFrame(schema=SCHEMA), *self._parts]).sort("at", "subject", "standard")


def chosen(whom: Subjects, where: NDArray[np.bool_] | Indices) -> Subjects:
    """Some of the subjects."""
    return Subjects(whom.kind, whom.numbers.filter(where) if where.dtype == bool else whom.numbers.gather(where))
