"""How far a subscriber has been told of a stream of facts: all up to here is among its deliveries, nothing beyond."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Position(models.Model):
    """One place in one stream; it moves in the transaction that writes the deliveries."""

    subscriber = models.ForeignKey("store.Subscriber", models.CASCADE, related_name="positions", db_index=False)
    stream = models.CharField(max_length=16)
    """See `operations.deliveries.streams`."""
    at = InstantField(default=0)
    """Of a stream that is read by time: the instant …"""
    row = models.BigIntegerField(default=0)
    """… and the number of the last row that was read."""

    class Meta:
        db_table = "position"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscriber", "stream"], name="position_once"),
        ]
