"""Who is where: counts and lists of subjects by the site and the stage at which they are (`Whereabouts`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from tuotou.store import bulk


class Listed(NamedTuple):
    """Somebody who is somewhere."""

    number: str
    kind: str
    stage: str
    site: str | None
    person: str | None
    to_site: str | None
    wave: str | None
    since: int
    expected_at: int | None
    seen_at: int
    id: int


LISTED: Final = (
    "SELECT s.number, w.kind, w.stage, w.site, w.person, w.to_site, w.wave, w.since, w.expected_at, w.seen_at, "
    "w.subject_id FROM whereabouts w JOIN subject s ON s.id = w.subject_id"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom: a kind of subject at some sites (or on the way to them), and what more is to be true."""

    kind: str
    sites: Sequence[str]
    stages: Sequence[str]
    coming: bool = False  # on the way to the sites, not at them
    more: str = ""
    parameters: Sequence[Any] = ()

    def where(self) -> tuple[str, list[Any]]:
        """The condition and its parameters."""
        sites, codes = bulk.among("w.to_site" if self.coming else "w.site", self.sites)
        stages, words = bulk.among("w.stage", self.stages)
        more = f" AND {self.more}" if self.more else ""
        return f"{sites} AND w.kind = %s AND {stages}{more}", [codes, self.kind, words, *self.parameters]


def listed(asked: Asked, after: tuple[int, int], limit: int) -> list[Listed]:
    """The next of them, who has been so longest first, after (since, id)."""
    where, parameters = asked.where()
    sql = f"{LISTED} WHERE {where} AND (w.since, w.subject_id) > (%s, %s) ORDER BY w.since, w.subject_id LIMIT %s"
    return [Listed(*row) for row in bulk.run(sql, [*parameters, *after, limit])]


def number(asked: Asked) -> int:
    """How many they are."""
    where, parameters = asked.where()
    return int(bulk.run(f"SELECT COUNT(*) FROM whereabouts w WHERE {where}", parameters)[0][0])


def grouped(asked: Asked, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """How many they are by some columns, which come first."""
    where, parameters = asked.where()
    names = ", ".join(columns)
    sql = f"SELECT {names}, COUNT(*) FROM whereabouts w WHERE {where} GROUP BY {names}"
    return [tuple(row) for row in bulk.run(sql, parameters)]


def forget(ended: Sequence[str], before: int) -> None:
    """Who ended before an instant is looked for by nobody any more."""
    condition, words = bulk.among("stage", ended)
    bulk.run(f"DELETE FROM whereabouts WHERE {condition} AND since < %s", [words, before])


def nth(asked: Asked, place: int) -> int | None:
    """Since when the n-th of them has been so, from 0, who has been so longest first."""
    where, parameters = asked.where()
    sql = f"SELECT w.since FROM whereabouts w WHERE {where} ORDER BY w.since LIMIT 1 OFFSET %s"
    found = bulk.run(sql, [*parameters, place])
    return int(found[0][0]) if found else None


def gone(subjects: Collection[int]) -> None:
    """They are nowhere."""
    condition, ids = bulk.among("subject_id", sorted(subjects))
    bulk.run(f"DELETE FROM whereabouts WHERE {condition}", [ids])
