"""Who may leave the live tables, what is left of them there, and where their trails are found again (rule 66)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from django.db import connection

from tuotou.store import bulk, figures
from tuotou.store.models import Retired, RetiredRider, Subject

Key = tuple[str, str]
"""Subject kind and number."""

_NEEDED: Final = (
    "SELECT container_id FROM membership WHERE {container_id}",
    "SELECT container_id FROM mark WHERE {container_id}",
    "SELECT m.subject_id FROM membership m JOIN mark k ON k.container_id = m.container_id WHERE {m.subject_id}",
    "SELECT m.subject_id FROM membership m JOIN membership o ON o.subject_id = m.container_id "
    "JOIN mark k ON k.container_id = o.container_id WHERE {m.subject_id}",
    "SELECT subject_id FROM recount WHERE {subject_id}",
    "SELECT subject_id FROM crowd_member WHERE {subject_id}",
    "SELECT subject_id FROM warning_item WHERE open AND {subject_id}",
    "SELECT p.subject_id FROM promise p JOIN verdict v ON v.promise_id = p.id AND v.tell_at IS NOT NULL "
    "WHERE {p.subject_id}",
    "SELECT subject_id FROM cause WHERE released_at IS NULL AND {subject_id}",
    "SELECT e.subject_id FROM exempted e JOIN exemption x ON x.id = e.exemption_id AND x.work_at IS NOT NULL "
    "WHERE {e.subject_id}",
)
"""Who still has somebody in it, learns of something, is counted, is warned of, explains others, is being excused."""
_NAMED: Final = ("promise", "warning_item", "exempted", "cause")
"""Where history names a subject by its row."""


class Place(NamedTuple):
    """A retired number: the days of the archive on which it lies, and what its row said."""

    key: int
    first_day: int
    last_day: int
    ended_at: int | None
    known_until: int

    def with_other(self, other: Place) -> Place:
        """Both, where two numbers share a key, or one retires again."""
        days = min(self.first_day, other.first_day), max(self.last_day, other.last_day)
        return self._replace(first_day=days[0], last_day=days[1], known_until=max(self.known_until, other.known_until))


def key_of(kind: str, number: str) -> int:
    """The same 64 bits for a number on every machine."""
    return int.from_bytes(blake2b(f"{kind}\x1f{number}".encode(), digest_size=8).digest(), signed=True)


def anybody() -> bool:
    """Whether anybody ever retired."""
    return bool(bulk.run("SELECT 1 FROM retired LIMIT 1", []))


def has(kind: str, number: str) -> bool:
    """Whether a number ever retired."""
    return bool(found([key_of(kind, number)], ""))


def quiet(after: int, limit: int, before: int, ended: int, silent: Mapping[str, int]) -> list[int]:
    """The next subjects that nothing is due of, recorded last before an instant, and over: ids, ascending.

    Over is what ended before `ended`, or was silent since before the instant of its kind in `silent` (µs UTC).
    """
    over = "".join(" OR (kind = %s AND recorded_at < %s)" for _ in silent)
    rows = bulk.run(
        "SELECT id FROM subject WHERE id > %s AND events > 0 AND next_due_at IS NULL AND recorded_at < %s "
        f"AND (ended_at < %s{over}) ORDER BY id LIMIT %s",
        [after, before, ended, *(value for each in silent.items() for value in each), limit],
    )
    return [row[0] for row in rows]


def needed(ids: Collection[int]) -> set[int]:
    """Those of some subjects that something in the live tables still needs."""
    found: set[int] = set()
    for sql in _NEEDED:
        head, _, column = sql.rstrip("}").rpartition("{")
        condition, parameter = bulk.among(column, list(ids))
        found |= {row[0] for row in bulk.run(head + condition, [parameter])}
    return found


def leave(ids: Collection[int], kept: Collection[int], places: Iterable[Place]) -> None:
    """Subjects give up their trails, and their rows unless history names them or they are `kept`; places are noted."""
    fresh = dict[int, Place]()
    for place in places:
        fresh[place.key] = place.with_other(fresh[place.key]) if place.key in fresh else place
    known = {key: fresh[key].with_other(place) for key, place in found(fresh, "").items()}
    bulk.upsert(Retired, Place._fields, sorted((fresh | known).values()), ("key",), Place._fields[1:])
    figures.removed(ids)
    stay = {*kept, *(row[0] for table in _NAMED for row in _among(f"SELECT subject_id FROM {table}", ids))}
    blank = ("id", "trail", "events", "ended_at")
    bulk.update(Subject, blank, [(id, b"", 0, None) for id in sorted(stay.intersection(ids))])
    _among("DELETE FROM subject", [id for id in ids if id not in stay], "id")


def found(keys: Collection[int], mode: str = " FOR UPDATE") -> dict[int, Place]:
    """The places of those of some keys that have retired; held, so that others wait until we have brought them back."""
    condition, parameter = bulk.among("key", list(keys))
    sql = f"SELECT {', '.join(Place._fields)} FROM retired WHERE {condition}"
    rows = bulk.run(sql + (mode if connection.vendor == "postgresql" else ""), [parameter])
    return {row[0]: Place(*row) for row in rows}


def alight(ids: Collection[int]) -> None:
    """The memberships of some riders become notes on their containers."""
    rows = _among(
        "SELECT m.container_id, s.kind, s.number, m.entered_at FROM membership m JOIN subject s ON s.id = m.subject_id",
        ids,
        "m.subject_id",
    )
    by_container: dict[int, list[tuple[str, str, int]]] = {}
    for container, *rider in rows:
        by_container.setdefault(container, []).append((rider[0], rider[1], rider[2]))
    notes = [
        (container, json.dumps(sorted({(k, n) for k, n, _ in riders}), ensure_ascii=False), max(r[2] for r in riders))
        for container, riders in sorted(by_container.items())
    ]
    bulk.append(RetiredRider, ("container", "riders", "entered_until"), notes)
    _among("DELETE FROM membership", ids)


def riders(containers: Collection[int], since: int, nested: Sequence[str]) -> set[Key]:
    """Those who rode in some containers, or in what rode in them (kinds `nested`), put in at `since` (µs) or later."""
    inside, seen = set(containers), set[int]()
    if not inside or not bulk.run("SELECT 1 FROM retired_rider WHERE entered_until >= %s LIMIT 1", [since]):
        return set()
    while fresh := inside - seen:
        seen |= fresh
        condition, parameter = bulk.among("s.kind", nested)
        rows = _among(
            "SELECT m.subject_id FROM membership m JOIN subject s ON s.id = m.subject_id "
            f"AND m.entered_at >= %s AND {condition}",
            fresh,
            "m.container_id",
            [since, parameter],
        )
        inside |= {row[0] for row in rows}
    notes = _among("SELECT riders FROM retired_rider", seen, "container_id")
    return {(kind, number) for row in notes for kind, number in json.loads(row[0])}


def linked(keys: Collection[Key]) -> list[set[Key]]:
    """Those of some subjects that go on as others or are what others go on as, each with all that belongs to it."""
    links: set[tuple[str, str, str]] = set()
    seen, fresh = set[Key](), set(keys)
    while fresh:
        numbers = [number for _, number in fresh]
        sql = "SELECT kind, number, goes_on_as FROM continuation"
        rows = {(*row,) for column in ("number", "goes_on_as") for row in _among(sql, numbers, column)}
        links |= rows
        seen |= fresh
        fresh = {(kind, number) for kind, *both in rows for number in both} - seen
    return _joined(links)


def _joined(links: Iterable[tuple[str, str, str]]) -> list[set[Key]]:
    """What hangs together."""
    group: dict[Key, set[Key]] = {}
    for kind, number, goes_on_as in links:
        one, other = (group.setdefault(key, {key}) for key in ((kind, number), (kind, goes_on_as)))
        if one is not other:
            one |= other
            group.update(dict.fromkeys(other, one))
    return list({id(each): each for each in group.values()}.values())


def _among(sql: str, values: Collection[Any], column: str = "subject_id", before: Sequence[Any] = ()) -> list[Any]:
    condition, parameter = bulk.among(column, list(values))
    return bulk.run(f"{sql} WHERE {condition}", [*before, parameter])
