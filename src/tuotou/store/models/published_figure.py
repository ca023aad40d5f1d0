"""A figure as it was published: never written over. What comes in later is an adjustment."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class PublishedFigure(models.Model):
    """Of one line for one day; weeks and months are sums of days."""

    publication = models.ForeignKey(
        "store.Publication", models.PROTECT, related_name="figures", db_index=False, db_constraint=False
    )
    line = models.ForeignKey("store.FigureLine", models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    count = models.BigIntegerField(default=0)
    """What is above the line; of values: how many were measured. What events hold: in thousandths."""
    per = models.BigIntegerField(default=0)
    """What is below the line."""
    total = models.BigIntegerField(default=0)
    """The sum of what was measured."""
    cannot_say = models.IntegerField(default=0)
    doubt = models.IntegerField(default=0)
    heard = models.IntegerField(default=0)
    steps = models.BinaryField(null=True)
    """Of values: how often each step of the ladder (`store.ledger`): such rows can be added."""

    class Meta:
        db_table = "published_figure"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publication", "line"], name="published_figure_once"),
        ]
