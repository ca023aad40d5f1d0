"""What is to go in a letter: a notice, by a channel, to a person or into a group."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Enclosure(models.Model):
    """It waits for others to the same place, until a letter takes them all."""

    notice = models.ForeignKey("store.Notice", models.CASCADE, related_name="enclosures", db_index=False)
    channel = models.ForeignKey("store.Channel", models.CASCADE, related_name="enclosures", db_index=False)
    person = models.CharField(max_length=64, default="")
    """To whom; or …"""
    unit = models.CharField(max_length=64, default="")
    """… into whose group."""
    lang = models.CharField(max_length=2, default="zh")
    urgent = models.BooleanField(default=False)
    ready_at = InstantField()
    """It waits no longer for others."""
    letter = models.ForeignKey("store.Letter", models.SET_NULL, null=True, related_name="enclosures")

    class Meta:
        db_table = "enclosure"
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "channel"], name="enclosure_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["channel", "person", "unit", "urgent", "ready_at"],
                name="enclosure_waiting",
                condition=models.Q(letter__isnull=True),
            ),
        ]
