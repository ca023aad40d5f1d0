"""What later evidence changes of a published figure: how much, why and when. The figure itself stays."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class FigureAdjustment(models.Model):
    """To be added to what was published of a line, and to the adjustments before it."""

    publication = models.ForeignKey(
        "store.Publication", models.PROTECT, related_name="adjustments", db_index=False, db_constraint=False
    )
    line = models.ForeignKey("store.FigureLine", models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    as_of = InstantField()
    """When it was counted."""
    count = models.BigIntegerField(default=0)
    per = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    cannot_say = models.IntegerField(default=0)
    doubt = models.IntegerField(default=0)
    heard = models.IntegerField(default=0)
    steps = models.BinaryField(null=True)
    subjects = models.IntegerField(default=0)
    """How many parcels count otherwise …"""
    why = models.JSONField(default=dict)
    """… and of which kinds of events something became known of them since: kind → how many of them."""

    class Meta:
        db_table = "figure_adjustment"
        indexes: ClassVar = [models.Index(fields=["publication", "line"], name="figure_adjustment_of")]
