"""What all forms share: the blank promise, its voids (rules 33, 34), its status (7), doubt (26), who answers (38)."""

from __future__ import annotations

from dataclasses import replace

from tuotou.core.trail.vocabulary import UNKNOWN

from .event import Promise
from .matching import Opening, World
from .trail import Row

TIES = ("event", "period", "suspended", "ended", "superseded")
FOREVER = 1 << 62
Void = tuple[int, int, tuple[object, ...], str]
"""(void_at, place in TIES, order of the row, reason); the smallest counts."""


def blank(opening: Opening, opens_at: int, due_at: int) -> Promise:
    return Promise(
        standard=opening.standard.id,
        version=opening.standard.version,
        subject_kind=opening.life.kind,
        subject=opening.life.number,
        life=opening.life.life,
        per=tuple(str(value) for value in opening.per),
        opening=opening.row.id,
        opens_at=opens_at,
        due_at=due_at,
    )


def void_events(opening: Opening, world: World) -> list[tuple[Row, tuple[int, int]]]:
    """The rows of the life that may void, each with its declared period (open where null)."""
    return [
        (row, (instant(row, "period_from", -FOREVER), instant(row, "period_to", FOREVER)))
        for row in world.rows(opening.standard, opening.life)
        if row not in opening.rows
        and not row.stale
        and world.matches(opening.standard.void_if, row, opening.life) is True
    ]


def instant(row: Row, name: str, otherwise: int) -> int:
    value = row.event.attrs.get(name)
    return value if isinstance(value, int) else otherwise


def voids(opening: Opening, due_at: int, world: World) -> list[Void]:
    """All voids but `ended` and `superseded` (rules 33, 34)."""
    opens_at, standard = opening.row.at, opening.standard
    end = world.end(standard, opening.life)
    found: list[Void] = []
    for row, (begin, until) in void_events(opening, world):
        if world.vocabulary.kinds[row.event.kind].period:
            if begin <= due_at and opens_at < until:
                found.append((max(begin, opens_at), TIES.index("period"), 0, row.order, row.event.kind))
        elif row is not opening.row and opens_at <= row.at <= due_at and (end is None or row.at <= end):
            found.append((row.at, TIES.index("event"), 0, row.order, row.event.kind))
    if standard.suspended is not None and opens_at <= standard.suspended <= due_at:
        found.append((standard.suspended, TIES.index("suspended"), (), "suspended"))
    return found


def finish(promise: Promise, opening: Opening, world: World, as_of: int) -> Promise:
    """Status (rule 7), level, doubt (26) and who answers (38)."""
    status = _status(promise, as_of)
    level = sum(at <= as_of for at in promise.warn_at)
    paused = promise.paused and status == "open"
    if status == "open" and level and not paused:
        status = "at_risk"
    rows = world.rows(opening.standard, opening.life)
    unknown = any(row.event.kind == UNKNOWN and promise.opens_at <= row.at <= promise.due_at for row in rows)
    site, person = _answers(promise, opening, world)
    return replace(
        promise,
        status=status,
        level=level if status == "at_risk" else 0,
        paused=paused,
        doubt=status in ("broken", "kept_late") and unknown,
        site=site,
        person=person,
    )


def _status(p: Promise, as_of: int) -> str:
    if p.opens_at > as_of:
        return "not_open"
    if p.void_reason == "impossible":
        return "void"
    if p.void_at is not None and p.void_at <= p.due_at and (p.kept_at is None or p.void_at < p.kept_at):
        return "void"
    if p.kept_at is not None:
        return "kept" if p.kept_at <= p.due_at else "kept_late"
    return "broken" if as_of > p.due_at else "open"


def _answers(promise: Promise, opening: Opening, world: World) -> tuple[str | None, str | None]:
    event = opening.row.event
    for answer in opening.standard.answers:
        if world.true(answer.when, opening.row, opening.life) is not True:
            continue
        if answer.who == "opener":
            break
        if answer.who == "holder":
            rows = [row.event for row in world.rows(opening.standard, opening.life) if row.at <= promise.due_at]
            sites = [e.site for e in rows if e.site is not None]
            people = [e.person for e in rows if e.person is not None]
            return (sites[-1] if sites else None), (people[-1] if people else None)
        value = event.value(answer.who)
        return (None if value is None else str(value)), None
    return event.site, event.person
