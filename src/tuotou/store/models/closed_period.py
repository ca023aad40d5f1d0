"""The figure of a share standard for a period that is over: published once, and never written over (rules 50, 52)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class ClosedPeriod(models.Model):
    """Of one site or person, or of all of them; the row of all says that the period is closed."""

    standard = models.CharField(max_length=80)
    version = models.IntegerField()
    first_day = models.IntegerField()
    """The business day on which the period begins, since 1970-01-01."""
    who = models.CharField(max_length=64, default="")
    """The site or person; empty: all together."""
    counted = models.IntegerField()
    """Promises that were kept or broken …"""
    kept = models.IntegerField()
    """… and those of them that were kept in time."""
    verdict = models.CharField(max_length=16, default="")
    """kept, broken, void (too few); empty where nothing is promised of all together."""
    as_of = InstantField()
    """What was known at this instant was counted."""

    class Meta:
        db_table = "closed_period"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["standard", "who", "first_day"], name="closed_period_once"),
        ]
