"""A message, or a record of it, that was no event: kept to be corrected and pushed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField

LONGEST = 64 * 1024
"""Bytes of a body that are kept."""


class RefusedMessage(models.Model):
    """Kept once, however often it comes."""

    source = models.ForeignKey("store.Source", models.CASCADE, related_name="refusals", db_index=False)
    position = models.CharField(max_length=330)
    """Where it lies with its broker."""
    row = models.IntegerField()
    """Which record of the message, from 1."""
    received_at = InstantField()
    """When it was refused first."""
    body = models.BinaryField()
    length = models.IntegerField()
    """Bytes of the body as it came: more than are kept where it was longer than `LONGEST`."""
    field = models.CharField(max_length=330)
    value = models.CharField(max_length=330)
    reason = models.TextField()
    right = models.TextField()

    class Meta:
        db_table = "refused_message"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "position", "row"], name="refused_message_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["received_at"], name="refused_message_by_time")]
