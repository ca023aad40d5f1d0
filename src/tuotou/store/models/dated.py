"""What holds from one instant until another: every belonging of the organisation has its dates."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from tuotou.store.instant import InstantField

EVER: Final = 0
"""`since` of what held before anybody wrote down dates."""


class Dated(models.Model):
    """Holds from `since` on, and no longer at `until` (half-open; null: it goes on)."""

    since = InstantField(default=EVER)
    until = InstantField(null=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="%(class)s_ends_after_it_begins"
            ),
        ]


def holding(at: int) -> Q:
    """The dated rows that hold at an instant."""
    return Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
