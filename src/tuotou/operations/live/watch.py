"""The handbook as the live platform holds it: compiled once, and read anew when a version is published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from threading import Lock
from typing import Final

import polars as pl

from tuotou.core.promises.belief import LOGGED
from tuotou.core.promises.docket import Docket, compile_docket
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.indicator import Indicator
from tuotou.core.standards.standard import Standard
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.handbook import NOTHING, fitting_indicators
from tuotou.handbook.ground import Ground
from tuotou.handbook.response import Response, load_response
from tuotou.operations.standards.held import edition, held_ground, load_held
from tuotou.store.packing import columns_of

_READING: Final = Lock()


def current_watch() -> Watch:
    """The watch by what is published by now: read once a process, and anew when something is. Raises `BrokenHandbook`.

    Asked for before each batch and each round: one question to the database. Whatever a publication may judge begins
    `held.LEAD` after it, so who asked a moment before it misses nothing.
    """
    with _READING:
        return _of_edition(edition())


@dataclass(frozen=True, eq=False)
class Watch:
    """What events are judged by as they come."""

    handbook: Handbook
    docket: Docket  # the standards that are judged trail by trail; those that count over many come by the clock
    own: Ground = NOTHING  # whose words the response goes by

    @classmethod
    def of(cls, handbook: Handbook, own: Ground = NOTHING) -> Watch:
        """The watch by a handbook."""
        alone = replace(handbook, standards=tuple(s for s in handbook.standards if s.form in LOGGED))
        return cls(handbook, compile_docket(alone), own)

    @classmethod
    def load(cls) -> Watch:
        """The watch by the standards that the platform holds. Raises `handbook.BrokenHandbook`."""
        return cls.of(load_held(), held_ground())

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of events."""
        return self.handbook.vocabulary

    @cached_property
    def response(self) -> Response:
        """Whom a broken promise warns, and what excuses one."""
        return load_response(self.handbook, own=self.own)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every version of what is measured by these standards."""
        return fitting_indicators(self.handbook)

    @cached_property
    def columns(self) -> dict[str, pl.DataType]:
        """The columns of a trail that judging reads."""
        return columns_of(self.vocabulary, self.docket.columns | compile_docket(self.handbook).columns)

    @cached_property
    def apart(self) -> frozenset[str]:
        """The ids of the standards that are judged trail by trail."""
        return frozenset(row.standard.id for row in self.docket.rows)

    @cached_property
    def crowds(self) -> Docket:
        """The standards that count over many subjects at once."""
        crowds = tuple(s for s in self.handbook.standards if s.form == "at_most")
        return compile_docket(replace(self.handbook, standards=crowds))

    @cached_property
    def versions(self) -> dict[tuple[str, int], Standard]:
        """The standards by id and version."""
        return {(s.id, s.version): s for s in self.handbook.standards}


@lru_cache(maxsize=1)
def _of_edition(_: int) -> Watch:
    return Watch.load()
