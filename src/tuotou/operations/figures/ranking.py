"""Ranking: sites beside others like them for a period, the best first; of too few nobody is ranked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tuotou.core.indicators.figure import Figure, Summed, figures_of
from tuotou.core.standards.indicator import Indicator
from tuotou.operations.figures.publish import span
from tuotou.operations.figures.reading import Desk, Question, added
from tuotou.operations.figures.scope import Stretch
from tuotou.store import figure_sums
from tuotou.store.figure_sums import Asked, Sum
from tuotou.store.models import Publication

OUTLET: Final = "outlet"
PEERS: Final[Mapping[str, str]] = dict.fromkeys(("sub_outlet", "contract_area", "station"), OUTLET)
"""Kinds of sites that stand beside outlets; every other one stands beside its own."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit among others of its kind."""

    unit: str
    figure: Figure
    rank: int | None  # from 1, those that are alike share one; None: of too few
    of: int  # how many are ranked
    among: str = OUTLET  # the kind of those


def ranking(desk: Desk, asked: Question, kind: str | None = "outlet") -> list[Ranked]:
    """The units of a kind below a unit, the best first, then those that are not ranked. Raises `NoFigure`.

    `kind` None: all sites, each among its peers, and outlets last of those that are ranked.
    """
    one = desk.indicator(asked.indicator)
    figures = figures_of(one, "site", _by_unit(desk, asked, kind))
    fair = {unit: each for unit, each in figures.items() if each.n >= one.least and each.figures}
    company = desk.history.at(desk.now).units
    peers: dict[str, dict[str, float]] = {}
    for unit, each in fair.items():
        among = _among(company[unit].kind) if unit in company else OUTLET
        peers.setdefault(among, {})[unit] = next(iter(each.figures.values()))
    told: list[Ranked] = []
    for among, values in sorted(_keeping(one, peers).items(), key=lambda group: (group[0] == OUTLET, group[0])):
        best = sorted(values, key=lambda unit: (-values[unit] if one.better == "higher" else values[unit], unit))
        places = _places([values[unit] for unit in best])
        told += [Ranked(unit, figures[unit], place, len(best), among) for unit, place in zip(best, places, strict=True)]
    ranked = {each.unit for each in told}
    return told + [Ranked(unit, figures[unit], None, len(told)) for unit in sorted(figures.keys() - ranked)]


def rank_of(desk: Desk, asked: Question, unit: str, kind: str | None = "outlet") -> Ranked | None:
    """How a unit stands among those below `asked.unit`; None: nothing was counted of it."""
    return next((each for each in ranking(desk, asked, kind) if each.unit == unit), None)


def place_near(own: Ranked, every: Iterable[Ranked], near: Collection[str]) -> tuple[int, int]:
    """(rank, of how many) of a unit that is ranked, beside those of its kind among some units."""
    ranks = [each.rank for each in every if each.rank and each.unit in near and each.among == own.among]
    return 1 + sum(rank < (own.rank or 0) for rank in ranks), len(ranks)


def worst(desk: Desk, asked: Question, n: int, kind: str | None = "outlet") -> list[Ranked]:
    """The last of those that are ranked, the worst first."""
    return [each for each in ranking(desk, asked, kind) if each.rank is not None][::-1][:n]


def series(desk: Desk, asked: Question, days: int) -> list[tuple[int, Figure]]:
    """Day by day, up to that of the question: what is known now; a day without any has no figure."""
    one, last = desk.indicator(asked.indicator), asked.day
    found: dict[int, list[Sum]] = {}
    for part in desk.stretches(one.calendar, last - days + 1, last):
        mine = _asked(one, asked, part)
        for each in figure_sums.sums(mine, ("day",)):
            found.setdefault(each.key[0], []).append(each)
    groups = {str(day): added(each) for day, each in sorted(found.items())}
    figures = figures_of(one, "day", groups)
    return [(int(day), figures[day]) for day in groups if day in figures]


def courses(desk: Desk, asked: Question, days: int) -> dict[str, dict[int, Figure]]:
    """Of every site of the company at once, day by day up to that of the question: what is known now."""
    one, found = desk.indicator(asked.indicator), dict[tuple[str, int], list[Sum]]()
    for part in desk.stretches(one.calendar, asked.day - days + 1, asked.day):
        units = part.by_unit(None)
        for each in figure_sums.sums(_asked(one, asked, part), ("site", "day")):
            site, day = each.key
            if (unit := units.get(site)) is not None:
                found.setdefault((unit, day), []).append(each)
    told: dict[str, dict[int, Figure]] = {}
    groups = {f"{day} {unit}": added(each) for (unit, day), each in found.items()}
    for name, figure in figures_of(one, "day", groups).items():
        day, _, unit = name.partition(" ")
        told.setdefault(unit, {})[int(day)] = figure
    return told


def parts(desk: Desk, asked: Question, by: str) -> dict[str, Figure]:
    """The figure of each value of a word of its document, such as a product: as it is known now, the most first."""
    one = desk.indicator(asked.indicator)
    period = span(desk.calendar(one.id), asked.word, asked.day)
    found: dict[str, list[Sum]] = {}
    for part in desk.stretches(one.calendar, period.first, period.last):
        for each in figure_sums.sums(_asked(one, replace(asked, by=by, value=None), part), ("value",)):
            found.setdefault(each.key[0], []).append(each)
    told = figures_of(one, by, {value: added(each) for value, each in found.items()})
    return dict(sorted(told.items(), key=lambda each: (-each[1].n, each[0])))


def _by_unit(desk: Desk, asked: Question, kind: str | None) -> Mapping[str, Summed]:
    """The sums of each unit: as published where the period is, else as it is known now."""
    one = desk.indicator(asked.indicator)
    period = span(desk.calendar(one.id), asked.word, asked.day)
    told = Publication.objects.filter(indicator=asked.indicator, period=asked.word, first_day=period.first).first()
    found: dict[str, list[Sum]] = {}
    for part in desk.stretches(one.calendar, period.first, period.last):
        units = part.by_unit(asked.unit, kind)
        mine = _asked(one, asked, part)
        until = told.as_of if told and asked.word != "day" else None
        sums = figure_sums.published(mine, ("site",), until) if told else figure_sums.sums(mine, ("site",))
        sums += [] if until is None else figure_sums.adjusted(mine, ("site",), until)
        for each in sums:
            if (unit := units.get(each.key[0])) is not None:
                found.setdefault(unit, []).append(each)
    return {unit: added(each) for unit, each in found.items()}


def _asked(one: Indicator, asked: Question, part: Stretch) -> Asked:
    values = None if asked.value is None else [asked.value]
    sites = part.sites(asked.unit, asked.brand)
    return Asked([one.id], asked.by, part.first, part.last, sites, values, one.values is not None)


def _among(kind: str) -> str:
    return PEERS.get(kind, kind)


def _keeping(one: Indicator, peers: Mapping[str, Mapping[str, float]]) -> Mapping[str, Mapping[str, float]]:
    """Without the kinds of sites of which none ever keeps what others do: what counts at them are others' misses.

    A parcel that is due stands with who has it then. At a hub that is one that never came to its outlet: each of them
    is late, and a hub's share is 0 % whatever it does.
    """
    if one.form != "share" or one.better != "higher":
        return peers
    kept = {among: values for among, values in peers.items() if any(values.values())}
    return kept or peers


def _places(values: Sequence[float]) -> list[int]:
    """From 1; those that are alike share a place, and the next one is as far down as there are before it."""
    places = list[int]()
    for turn, value in enumerate(values):
        places.append(places[-1] if turn and value == values[turn - 1] else turn + 1)
    return places
