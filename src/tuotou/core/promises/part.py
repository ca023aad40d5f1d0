"""What a tally counted in one process, on its way to another: names, since codes mean something only where they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import polars as pl

from tuotou.core.promises.breakdown import Breakdown
from tuotou.core.promises.crowd import Members
from tuotou.core.promises.docket import Docket
from tuotou.core.promises.share import Group
from tuotou.core.trail.names import codes, names
from tuotou.core.trail.trail import PERSON, SITE, Codes

Per: TypeAlias = tuple[str, ...]
CODED: Final[Mapping[Per, pl.Categorical]] = {("site",): SITE, ("person",): PERSON}
"""Values of `per` that are told by their codes."""


class Tables(NamedTuple):
    """Counts by name, each once."""

    by_site: pl.DataFrame  # standard, site, status, promises
    by_person: pl.DataFrame  # person, status, promises
    by_day: pl.DataFrame  # standard, day, status, promises


def added(tables: Sequence[Tables]) -> Tables:
    """Several sets of counts as one."""
    if len(tables) == 1:
        return tables[0]
    together = (pl.concat(each) for each in zip(*tables, strict=True))
    return Tables(*(each.group_by(pl.exclude("promises")).agg(pl.col("promises").sum()) for each in together))


class Found(NamedTuple):
    """What is odd or uncertain: a finding, and of which standard, by which calendar, for want of which year."""

    finding: str  # or `estimated`: a deadline that hangs on a year whose holidays are not announced
    standard: str | None = None
    calendar: str | None = None
    year: int | None = None


class Gathered(NamedTuple):
    """The X of `at_most` standards, with what their codes stand for."""

    crowd: Sequence[Members]
    sites: pl.Series  # by code
    persons: pl.Series

    @classmethod
    def of(cls, crowd: Sequence[Members], docket: Docket) -> Gathered:
        """The X as another process can read them."""
        sites, persons = (_spelled(dtype, _used(crowd, docket, per)) for per, dtype in CODED.items())
        return cls(crowd, sites, persons)

    def members(self, docket: Docket) -> Iterator[Members]:
        """The X by the codes of this process."""
        coded = {per: np.append(codes(names, CODED[per]), -1) for per, names in zip(CODED, self[1:], strict=True)}
        for each in self.crowd:
            here = coded.get(docket.rows[each.place].standard.per)
            yield each._replace(
                value=each.value if here is None else here[each.value],
                site=coded["site",][each.site],
                person=coded["person",][each.person],
            )


class Part(NamedTuple):
    """Everything that a tally knows."""

    events: int
    promises: int
    tables: Tables
    missed: Mapping[str, int]
    found: Mapping[Found, int]
    shares: Sequence[tuple[Mapping[Group, int], Mapping[Group, int]]]  # (kept, broken), in the order of the handbook
    gathered: Gathered
    breakdown: Breakdown | None = None  # where it was wanted


def _used(crowd: Sequence[Members], docket: Docket, per: tuple[str, ...]) -> Iterator[Codes]:
    """The codes of sites, or of persons, that the X use."""
    for each in crowd:
        yield each.site if per == ("site",) else each.person
        if docket.rows[each.place].standard.per == per:
            yield each.value


def _spelled(dtype: pl.Categorical, used: Iterator[Codes]) -> pl.Series:
    """What every code up to the largest that is used stands for."""
    return names(np.arange(1 + max((int(each.max(initial=-1)) for each in used), default=-1)), dtype)
