"""What an indicator is to reach, and where it began: by day, for the company or for one unit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Target(models.Model):
    """From a day on, until the next one begins. The shipped ones stand in the documents and have no row."""

    indicator = models.CharField(max_length=80)
    unit = models.CharField(max_length=64, default="")
    """A unit's code; empty: the whole company."""
    since = models.IntegerField()
    """The business day from which it holds, since 1970-01-01."""
    target = models.FloatField(null=True)
    """In the indicator's unit; null: none any more."""
    baseline = models.FloatField(null=True)
    """Where it stood before anything was done about it."""
    set_at = InstantField()
    set_by = models.CharField(max_length=64)
    note = models.TextField(default="")

    class Meta:
        db_table = "target"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "unit", "since"], name="target_once"),
        ]
