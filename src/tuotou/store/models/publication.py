"""That the figures of an indicator for a period were published, and by what was known when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Publication(models.Model):
    """Once for each indicator and period; never again.

    A week or a month that is closed is the sum of its days as published and adjusted until then.
    """

    indicator = models.CharField(max_length=80)
    version = models.IntegerField()
    period = models.CharField(max_length=8)
    """day, week or month."""
    first_day = models.IntegerField()
    last_day = models.IntegerField()
    as_of = InstantField()
    """What was known at this instant was counted."""

    class Meta:
        db_table = "publication"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "period", "first_day"], name="publication_once"),
        ]
