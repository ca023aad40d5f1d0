"""What was counted of one line on one business day, as it is known now."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Figure(models.Model):
    """The sum of the entries of all subjects (`Counted`): whatever becomes known later moves it."""

    line = models.ForeignKey("store.FigureLine", models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    day = models.IntegerField()
    """The business day of the indicator's calendar, since 1970-01-01."""
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
    counted = models.BinaryField(null=True)
    """The ids of the subjects above the line …"""
    others = models.BinaryField(null=True)
    """… and of those below it that are not above it."""

    class Meta:
        db_table = "figure"
        constraints: ClassVar = [models.UniqueConstraint(fields=["line", "day"], name="figure_once")]
