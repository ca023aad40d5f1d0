"""What later evidence changes of a published figure: a line of a later statement, the figure itself stays (rule 52)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Adjustment(models.Model):
    """To the `ClosedPeriod` of one site or person, or of all: what is to be added to it and its earlier lines."""

    standard = models.CharField(max_length=80)
    first_day = models.IntegerField()
    who = models.CharField(max_length=64, default="")
    counted = models.IntegerField()
    kept = models.IntegerField()
    as_of = InstantField()
    """That of the later statement: when a later period of the standard was published."""

    class Meta:
        db_table = "adjustment"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["standard", "who", "first_day", "as_of"], name="adjustment_once"),
        ]
