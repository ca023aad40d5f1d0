"""What somebody may see: the sites of a unit and of all below it; or everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tuotou.store.organisation import Organisation

FRESH: Final = 60_000_000
"""µs for which the tree is not read again."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Sites by the codes that events carry; None: all of them."""

    sites: frozenset[str] | None

    def sees(self, site: str | None) -> bool:
        """Whether a site lies within it."""
        return self.sites is None or site in self.sites

    def sees_any(self, sites: Iterable[str | None]) -> bool:
        """Whether one of some sites does: whoever had a parcel may look where it is (mission W4)."""
        return self.sites is None or any(site in self.sites for site in sites)

    def narrowed(self, sites: frozenset[str]) -> Sight:
        """Of these sites alone, as far as they lie within it."""
        return Sight(sites if self.sites is None else self.sites & sites)

    def person(self, person: str | None, site: str | None) -> str | None:
        """A staff number as it may be shown: other sites' people are somebody."""
        return person if person is None or self.sees(site) else "*"


EVERYTHING: Final = Sight(None)


def sight_of(unit: str, now: int) -> Sight:
    """What a unit may see at an instant (µs UTC); no unit: everything."""
    return _of(unit, now // FRESH) if unit else EVERYTHING


def look_again() -> None:
    """The organisation was changed here: who changed it sees so at once."""
    _of.cache_clear()


@lru_cache(maxsize=256)
def _of(unit: str, minute: int) -> Sight:
    here = Organisation.at(minute * FRESH)
    units = {unit, *here.below(unit)}
    return Sight(frozenset(units | {site for site, of in here.sites.items() if of in units}))
