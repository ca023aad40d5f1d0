"""How units stand beside each other: those below the unit that is looked at, and the unit itself among all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.urls import reverse

from tuotou.console.indicators.asking import Asking
from tuotou.console.indicators.figures import bars, told
from tuotou.console.organisation.words import kind
from tuotou.console.tags import named
from tuotou.core.document import Bilingual
from tuotou.core.standards.indicator import Indicator
from tuotou.operations.figures.ranking import OUTLET, Ranked, place_near, ranking
from tuotou.store.models import Unit

RANKED: Final = 100
"""Units that are listed until one asks for all."""
DRAWN: Final = 15
OUTLETS: Final = Bilingual("网点", "outlets")
COMPANY: Final = Bilingual("全公司", "in the company")


def ranks(asking: Asking, one: Indicator, every: bool) -> dict[str, Any]:
    """What the page says of ranks; a unit has none below it, and stands among all."""
    if "site" not in one.by or asking.by:
        return {}
    found = ranking(asking.desk, asking.question(one.id), None)
    fair = [each for each in found if each.rank is not None][::-1]
    worst = fair if every else fair[:RANKED]
    names = {unit.code: named(unit) for unit in Unit.objects.filter(code__in=[each.unit for each in worst])}
    beside = len({each.among for each in fair}) > 1
    several = len(found) > 1
    return {
        "beside": beside,
        "ranks": [
            (
                each,
                names.get(each.unit, each.unit),
                told(one, _value(each)),
                asking.address(unit=each.unit),
                _kind(each),
            )
            for each in worst
        ],
        "unranked": len(found) - len(fair),
        "all": asking.address(all=1) if len(worst) < len(fair) else "",
        "chart": _chart(asking, one, [each for each in worst if each.among == worst[0].among][:DRAWN], names)
        if several
        else None,
        "places": [] if several else _places(asking, one),
    }


def _places(asking: Asking, one: Indicator) -> Sequence[tuple[Bilingual, int, int]]:
    """(among whom, rank, of how many) of a single site: in the company, and in its area."""
    company = asking.desk.history.at(asking.desk.now)
    every = ranking(asking.desk, replace(asking.question(one.id), unit=None), None)
    own = next((each for each in every if each.unit == asking.unit), None)
    if own is None or own.rank is None or asking.unit is None:
        return []
    found = [(COMPANY, own.rank, own.of)]
    parent = company.parent(asking.unit)
    if parent is not None and parent != company.top:
        place = company.units[parent]
        area = Bilingual(place.name, f"in {place.name_en or place.name}")
        found.append((area, *place_near(own, every, {*company.below(parent)})))
    return found


def _kind(each: Ranked) -> Bilingual:
    """Among whom it stands."""
    return OUTLETS if each.among == OUTLET else kind(each.among)


def _value(each: Ranked) -> float | None:
    return next(iter(each.figure.figures.values()), None)


def _chart(asking: Asking, one: Indicator, worst: Sequence[Ranked], names: Mapping[str, str]) -> dict[str, Any] | None:
    if not worst:
        return None
    hrefs = [f"{reverse('indicator', args=[one.id])}{asking.address(unit=each.unit)}" for each in worst]
    return bars([names.get(each.unit, each.unit) for each in worst], [_value(each) or 0.0 for each in worst], hrefs)
