"""A business day of which the calendar has spoken (rule 47)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class RosterDay(models.Model):
    """Once for each calendar and day; said again only where the roster says something else of the day by now."""

    calendar = models.CharField(max_length=64)
    day = models.IntegerField()
    """Since 1970-01-01."""
    events = models.IntegerField()
    fingerprint = models.CharField(max_length=32)
    """Of all its events."""
    said_at = InstantField()

    class Meta:
        db_table = "roster_day"
        constraints: ClassVar = [models.UniqueConstraint(fields=["calendar", "day"], name="roster_day_once")]
