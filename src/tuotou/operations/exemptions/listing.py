"""Exemptions as people read them: those that wait first, and one with its steps and what it touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuotou.operations.warnings.handling import NotThere
from tuotou.store.models import Exempted, Exemption, ExemptionSite, ExemptionStep


@dataclass(frozen=True, slots=True)
class ExemptionStory:
    """One exemption with all that was done with it."""

    exemption: Exemption
    steps: Sequence[ExemptionStep]
    touched: int


def list_exemptions(site: str = "", state: str = "", most: int = 100) -> list[Exemption]:
    """The latest first."""
    found = Exemption.objects.order_by("-filed_at", "-pk")
    if site:
        found = found.filter(pk__in=ExemptionSite.objects.filter(site=site).values("exemption"))
    return list((found.filter(state=state) if state else found)[:most])


def exemption_story(id: int) -> ExemptionStory:
    """One exemption. Raises `NotThere`."""
    one = Exemption.objects.filter(pk=id).first()
    if one is None:
        raise NotThere(f"there is no exemption {id}", "see tuotou exemptions list")
    steps = list(ExemptionStep.objects.filter(exemption=one).order_by("at", "pk"))
    return ExemptionStory(one, steps, Exempted.objects.filter(exemption=one).count())
