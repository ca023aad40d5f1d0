"""Units as the tree shows them: each with its kind, who owns and leads it, and how much hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from tuotou.console.organisation.words import kind
from tuotou.core.document import Bilingual
from tuotou.operations.inquiry.sight import Sight
from tuotou.store.models import Post
from tuotou.store.models.dated import holding
from tuotou.store.organisation import LEADER, Organisation, Owner, Place


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit, and what the tree says of it."""

    unit: Place
    kind: Bilingual
    owner: Owner | None
    managers: Sequence[str]
    people: int
    below: int
    leaf: bool


def roots(here: Organisation, sight: Sight) -> list[str]:
    """The units of a sight that belong to none of it, headquarters first."""
    seen = [code for code in here.units if sight.sees(code)]
    tops = [code for code in seen if not sight.sees(here.parent(code)) or here.parent(code) is None]
    return sorted(tops, key=lambda code: (here.units[code].kind != "hq", -len(here.below(code)), code))


def branches(here: Organisation, codes: Iterable[str]) -> list[Branch]:
    """The units of some codes, in their order; three questions to the database however many they are."""
    known = [code for code in codes if code in here.units]
    counted = _people(here, known)
    managers = _managers(here, known)
    return [_branch(here, code, counted, managers) for code in known]


def _branch(here: Organisation, code: str, counted: Mapping[str, int], managers: Mapping[str, Sequence[str]]) -> Branch:
    unit = here.units[code]
    below = here.below(code)
    return Branch(
        unit, kind(unit.kind), here.owner(code), managers.get(code, ()), counted.get(code, 0), len(below), not below
    )


def _people(here: Organisation, codes: Sequence[str]) -> dict[str, int]:
    """Who works at the units themselves."""
    posts = Post.objects.filter(holding(here.instant), unit__code__in=codes)
    return dict(posts.values_list("unit__code").annotate(Count("person", distinct=True)))


def _managers(here: Organisation, codes: Sequence[str]) -> dict[str, list[str]]:
    """Who leads each, by name."""
    leaders = {code: LEADER[here.units[code].kind] for code in codes}
    posts = Post.objects.filter(holding(here.instant), unit__code__in=codes, role__in=set(leaders.values()))
    found: dict[str, list[str]] = {}
    for unit, role, name in posts.order_by("pk").values_list("unit__code", "role", "person__name"):
        if leaders[unit] == role:
            found.setdefault(unit, []).append(name)
    return found
