"""How few are no alarm: below it, promises stand in the list one by one and nobody is called."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class Minimum:
    """For which warnings it holds (empty: for all), and how many it takes."""

    least: int
    wait: int  # µs: what stays below it for so long is told all the same
    levels: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()  # codes, `*` for any ending

    def fits(self, level: str, standard: str, site: str) -> bool:
        """Whether it is meant for warnings like this."""
        return (
            (not self.levels or level in self.levels)
            and (not self.standards or standard in self.standards)
            and (not self.sites or any(fnmatchcase(site, pattern) for pattern in self.sites))
        )
