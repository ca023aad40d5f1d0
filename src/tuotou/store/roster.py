"""Whom and what the organisation says must be watched though nothing happens: sites, people, vehicles at an instant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from tuotou.store.models import Belonging, Post, Vehicle
from tuotou.store.models.dated import holding

SITES: Final = ("hub", "outlet", "sub_outlet", "station")
"""The kinds of units at which parcels lie; the others are offices."""
ROWS: Final = dict.fromkeys(("subject_kind", "subject", "site", "person", "role"), pl.String())


def roster_at(instant: int) -> pl.DataFrame:
    """A row for each, with the columns of `ROWS`; who holds several posts is there once, with the oldest."""
    rows = [*_sites(instant), *_people(instant), *_vehicles(instant)]
    return pl.DataFrame(rows, schema=ROWS, orient="row").unique(("subject_kind", "subject"), keep="first")


def _sites(instant: int) -> Iterator[tuple[Any, ...]]:
    belongs = Belonging.objects.filter(holding(instant), unit__kind__in=SITES)
    for code in belongs.values_list("unit__code", flat=True):
        yield "site", code, code, None, None


def _people(instant: int) -> Iterator[tuple[Any, ...]]:
    posts = Post.objects.filter(holding(instant)).order_by("since", "unit__code", "role")
    for number, unit, role in posts.values_list("person__staff_number", "unit__code", "role"):
        yield "person", number, unit, number, role


def _vehicles(instant: int) -> Iterator[tuple[Any, ...]]:
    for plate, unit in Vehicle.objects.filter(holding(instant)).order_by("plate").values_list("plate", "unit__code"):
        yield "asset", plate, unit, None, None
