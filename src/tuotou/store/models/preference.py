"""How somebody wants to be told, where it is not as the company does it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Preference(models.Model):
    """Of one level, or with an empty level what holds for all of them."""

    person = models.CharField(max_length=64)
    """Staff number."""
    level = models.CharField(max_length=16, default="")
    ways = models.JSONField(null=True)
    """Of this level: as in `core.notices.rules.Choice`; null: as the company does it."""
    lang = models.CharField(max_length=2, default="")
    """Of all: zh or en."""
    quiet_since = models.BigIntegerField(null=True)
    """Of all: hours of one's own, µs of the day, for who has no shift on the roster …"""
    quiet_until = models.BigIntegerField(null=True)

    class Meta:
        db_table = "preference"
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "level"], name="preference_once")]
