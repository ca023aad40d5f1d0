"""Warnings as people read them: a list by what they ask, one with its history, promises and consequences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, Value, When

from tuotou.core.standards.standard import LEVELS
from tuotou.operations.warnings.handling import NoWarning
from tuotou.store.models import Warning, WarningItem, WarningStep
from tuotou.store.models.warning import HELD, RESOLVED

SHOWN = 20
"""Promises that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which warnings; empty: all that are neither resolved nor held back by a cause."""

    site: str = ""
    standard: str = ""
    level: str = ""  # of severity
    state: str = ""
    owner: str = ""
    most: int = 100


@dataclass(frozen=True, slots=True)
class WarningStory:
    """One warning with all that hangs on it."""

    warning: Warning
    steps: Sequence[WarningStep]
    promises: Sequence[WarningItem]
    consequences: Sequence[Warning]


def list_warnings(asked: Asked) -> list[Warning]:
    """The worst first: by severity as the documents order it, then by what is due soonest."""
    found = Warning.objects.all()
    for name, value in (("site", asked.site), ("standard", asked.standard), ("severity", asked.level)):
        found = found.filter(**{name: value}) if value else found
    found = found.filter(owner=asked.owner) if asked.owner else found
    found = found.filter(state=asked.state) if asked.state else found.exclude(state__in=(HELD, RESOLVED))
    ordered = found.annotate(worst=worst()).order_by("worst", F("due_at").asc(nulls_last=True), "pk")
    return list(ordered[: asked.most])


def warning_story(id: int) -> WarningStory:
    """One warning. Raises `NoWarning`."""
    one = Warning.objects.select_related("under").filter(pk=id).first()
    if one is None:
        raise NoWarning(id)
    items = WarningItem.objects.filter(warning=one).select_related("promise", "subject").defer("subject__trail")
    return WarningStory(
        one,
        list(WarningStep.objects.filter(warning=one).order_by("at", "pk")),
        list(items.order_by("-open", "due_at", "pk")[:SHOWN]),
        list(Warning.objects.filter(under=one).order_by("-open", "pk")[:SHOWN]),
    )


def worst() -> Case:
    """Severity as a number, the worst first."""
    turns = [When(severity=level, then=Value(turn)) for turn, level in enumerate(LEVELS)]
    return Case(*turns, default=Value(len(turns)), output_field=IntegerField())
