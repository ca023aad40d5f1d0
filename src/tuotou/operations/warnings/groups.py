"""Puts promises into warnings by standard, site and cause, and counts what each warning holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Max, Min, Q, Sum

from tuotou.core.warnings.step import bit, said
from tuotou.operations.warnings.causes import Standing
from tuotou.operations.warnings.round import News, Round
from tuotou.store import telling
from tuotou.store.models import Warning, WarningItem
from tuotou.store.models.warning import HELD, OPEN
from tuotou.store.telling import Item, Known, Promised


class Group(NamedTuple):
    """What makes warnings one."""

    standard: str
    site: str
    cause: str


@dataclass(slots=True)
class Placed:
    """What a round changed, by the number of the warning."""

    fresh: Counter[int] = field(default_factory=Counter)
    """Promises of which something is said that never was."""
    closed: Counter[tuple[int, str]] = field(default_factory=Counter)
    """Promises about which nothing is to be done any more, and what they turned out to be."""
    touched: set[int] = field(default_factory=set)


def place(round: Round, every: Sequence[News], standing: Standing) -> Placed:
    """Each promise into the warning that it belongs to; those that are well again are closed in theirs."""
    known = {one.promise: one for one in telling.items({one.promise.subject for one in every})}
    waiting = [one for one in every if one.step and not _stays(known.get(one.promise.id))]
    groups = {one.promise.id: _group(one, standing) for one in waiting}
    wanted = {groups[one.promise.id]: (one, standing.root(groups[one.promise.id].cause)) for one in waiting}
    warnings = open_groups(
        {group: (one.standard.level, root) for group, (one, root) in sorted(wanted.items(), key=lambda each: each[0])},
        round.now,
    )
    into = {id: warnings[group].pk for id, group in groups.items()}
    gone = _gone(known.values())
    placed = Placed()
    added: list[tuple[Item, Promised]] = []
    changed: list[Item] = []
    for one in every:
        id = one.promise.id
        if id in known:
            changed.append(_update(known[id].item, one, into.get(id), placed, round.now))
        elif one.step:
            added.append((_new(one, into[id], _inherited(one.promise, gone), placed), one.promise))
    telling.add(added, round.now)
    telling.change(changed)
    return placed


def open_groups(groups: Mapping[Group, tuple[str, int | None]], now: int) -> dict[Group, Warning]:
    """The open warnings of some groups, each with its severity and the warning it hangs under; new where there is none.

    Two workers may want the same one: the second waits for the first, and finds it.
    """
    if not groups:
        return {}
    new = {"opened_at": now, "changed_at": now}
    blank = [
        Warning(**group._asdict(), severity=severity, under_id=root, state=HELD if root else OPEN, **new)
        for group, (severity, root) in groups.items()
    ]
    Warning.objects.bulk_create(blank, ignore_conflicts=True)
    names = {name: {getattr(group, name) for group in groups} for name in Group._fields}
    found = Warning.objects.filter(resolved_at=None, **{f"{name}__in": sorted(each) for name, each in names.items()})
    by_group = {Group(one.standard, one.site, one.cause): one for one in found.order_by("pk").select_for_update()}
    return {group: by_group[group] for group in groups}


def recount(ids: Collection[int]) -> list[Warning]:
    """The warnings with what they hold now, and the causes above them; they are not saved yet."""
    warnings = {one.pk: one for one in Warning.objects.filter(pk__in=ids).order_by("pk").select_for_update()}
    held = WarningItem.objects.filter(warning__in=warnings).values("warning")
    counted = held.annotate(
        n=Count("pk"), bad=Count("pk", filter=Q(open=True)), due=Min("due_at", filter=Q(open=True)), top=Max("step")
    )
    by_warning = {row["warning"]: row for row in counted}
    for one in warnings.values():
        if one.standard:
            _take(one, dict(by_warning.get(one.pk) or {}))
    return list(warnings.values())


def recount_roots(roots: Iterable[Warning]) -> None:
    """The causes with what hangs under them; what hangs there is saved already."""
    by_root = {one.pk: one for one in roots}
    below = Warning.objects.filter(under__in=by_root).values("under")
    for row in below.annotate(n=Sum("items"), bad=Sum("open"), due=Min("due_at"), top=Max("step")):
        _take(by_root[row["under"] or 0], dict(row))


def _take(warning: Warning, row: Mapping[str, Any]) -> None:
    warning.items, warning.open = row.get("n") or 0, row.get("bad") or 0
    warning.due_at, warning.step = row.get("due"), row.get("top") or 0


def _stays(known: Known | None) -> bool:
    """Whether a promise is in a warning that is not over."""
    return known is not None and not known.over


def _group(one: News, standing: Standing) -> Group:
    cause = standing.of(one)
    return Group(one.promise.standard, one.promise.site or "", "" if cause is None else cause.key)


def _gone(known: Iterable[Known]) -> Mapping[tuple[int, str], list[Known]]:
    """What was said of promises that are believed to be none any more, by subject and standard."""
    found: dict[tuple[int, str], list[Known]] = {}
    for one in known:
        if one.standing == "gone":
            found.setdefault((one.subject, one.standard), []).append(one)
    return found


def _inherited(promise: Promised, gone: Mapping[tuple[int, str], list[Known]]) -> int:
    """What was said of the promises whose place this one takes (rule 55)."""
    steps = 0
    for old in gone.get((promise.subject, promise.standard), ()):
        if old.per == promise.per and old.opens_at <= promise.due_at and promise.opens_at <= old.due_at:
            steps |= old.item.said
    return steps


def _new(one: News, warning: int, steps: int, placed: Placed) -> Item:
    """An item of a promise that comes into a warning; `steps` were said already."""
    placed.touched.add(warning)
    placed.fresh[warning] += not said(steps, one.step)
    return Item(None, warning, one.status, one.step, steps | bit(one.step), open=True, due_at=one.promise.due_at)


def _update(item: Item, one: News, into: int | None, placed: Placed, now: int) -> Item:
    """An item as its promise stands now; in another warning where its own is over."""
    if into is not None:
        item.warning = into
    placed.touched.add(item.warning)
    if one.step:
        placed.fresh[item.warning] += not said(item.said, one.step)
        item.said |= bit(one.step)
        item.closed_at = None
    elif item.open:
        placed.closed[item.warning, one.status] += 1
        item.closed_at = now
    item.status, item.step, item.open, item.due_at = one.status, one.step, one.step > 0, one.promise.due_at
    return item
