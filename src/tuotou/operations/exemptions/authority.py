"""Who decides exemptions: people who hold a post above every site they are for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tuotou.store.models import Post
from tuotou.store.models.dated import holding
from tuotou.store.organisation import Organisation

DECIDE: Final = ("area_manager", "area_quality", "hq_quality", "management")
"""The roles that decide."""


def decides(person: str, sites: Sequence[str], at: int) -> bool:
    """Whether a person holds such a post, that day, at a unit above each of the sites; unknown sites have none."""
    posts = Post.objects.filter(holding(at), person__staff_number=person, role__in=DECIDE)
    units = set(posts.values_list("unit__code", flat=True))
    company = Organisation.at(at)
    meant = [company.unit_of(site) for site in sites]
    return bool(units) and all(unit is not None and units & {*company.above(unit)} for unit in meant)
