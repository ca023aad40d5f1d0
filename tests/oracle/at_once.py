"""`needs`, `never` and `at_most`: judged at the instant of the demand or act (rules 22, 23, 25)."""

from __future__ import annotations

from dataclasses import replace

from tuotou.core.standards.standard import Selector, Standard

from .event import Promise
from .matching import Opening, World, same_per
from .status import FOREVER, blank, finish, instant, voids
from .trail import Row


def judge_at_once(opening: Opening, opened: list[Opening], world: World, as_of: int) -> Promise:
    """A promise judged at the instant of its demand or act."""
    at, form = opening.row.at, opening.standard.form
    promise = blank(opening, at, at)
    verdict: bool | None = False
    if form == "needs":
        promise = replace(promise, kept_at=_needs(opening, world))
    elif form == "never":
        verdict = _forbidden(opening, world)
        promise = replace(promise, kept_at=at if verdict is False else None)
    else:
        promise = replace(promise, kept_at=None if _too_many(opening, opened) else at)
    if found := voids(opening, at, world):
        promise = replace(promise, void_at=min(found)[0], void_reason=min(found)[-1])
    promise = finish(promise, opening, world, as_of)
    return replace(promise, status="cannot_say", level=0, doubt=False) if verdict is None else promise


def _needs(opening: Opening, world: World) -> int | None:
    """Rules 22 and 23: at the demand where enough valid evidence stands, else the instant that remedies it."""
    at, standard = opening.row.at, opening.standard
    proofs = {row.order: row for _, row in world.evidence(opening) if _covers(standard, row, opening.row)}.values()
    counted = [row for row in proofs if standard.at_least == 1 or not row.echo]
    valid = [row for row in counted if row.at <= at < _expires(standard, row) and not _withdrawn(opening, row, world)]
    if len(valid) >= standard.at_least:
        return at
    for later in sorted(row.at for row in counted if row.at > at):
        if len([row for row in counted if row.at <= later]) >= standard.at_least:
            return later
    return None


def _covers(standard: Standard, evidence: Row, demand: Row) -> bool:
    for pair in standard.covers:
        has, asked = evidence.event.value(pair.evidence), demand.event.value(pair.demand)
        if has is None and pair.or_null:
            continue
        if has is None or asked is None:
            return False
        if pair.contains and asked not in str(has).split(","):
            return False
        if not pair.contains and has != asked:
            return False
    return True


def _expires(standard: Standard, evidence: Row) -> int:
    if standard.expires is None:
        return FOREVER
    if isinstance(standard.expires, str):
        return instant(evidence, standard.expires, FOREVER)
    return evidence.at + standard.expires.amount


def _withdrawn(opening: Opening, evidence: Row, world: World) -> bool:
    standard = opening.standard
    if standard.withdrawn_by is None:
        return False
    for row in world.rows(standard, opening.life):
        if row.stale or world.matches((standard.withdrawn_by,), row, opening.life) is not True:
            continue
        named = row.event.attrs.get(standard.withdraws) if standard.withdraws else None
        meant = named is None or (row.event.subject, named) == (evidence.event.subject, evidence.event.id)
        if meant and evidence.at <= row.at < opening.row.at:
            return True
    return False


def _forbidden(opening: Opening, world: World) -> bool | None:
    """Rule 25: the condition AND the span, in three values."""
    condition = world.true(opening.standard.condition, opening.row, opening.life)
    inside = opening.standard.after is None or _in_span(opening, world)
    if condition is False or not inside:
        return False
    return condition


def _in_span(opening: Opening, world: World) -> bool:
    standard, at = opening.standard, opening.row.at
    rows = [row for row in world.rows(standard, opening.life) if row != opening.row and same_per(opening, row)]

    def instants(selector: Selector | None) -> list[Row]:
        return [row for row in rows if selector and world.matches((selector,), row, opening.life) is True]

    begins = [row.at for row in instants(standard.after) if row.at < at]
    if not begins:
        return False
    begin = max(begins)
    if any(begin <= row.at <= at for row in instants(standard.until_event) if not row.stale):
        return False
    return standard.lasting is None or at - begin < standard.lasting


def _too_many(opening: Opening, opened: list[Opening]) -> bool:
    """at_most: all acts of the standard in the window, over all subjects, with the same per-values."""
    standard, at = opening.standard, opening.row.at
    inside = [o for o in opened if o.per == opening.per and at - standard.window < o.row.at <= at]
    if standard.count == "subjects":
        return len({o.life.name for o in inside}) > standard.limit
    return len(inside) > standard.limit
