"""A channel as it was installed here: its settings, its secrets, and when the next letter may leave by it."""

from __future__ import annotations

from django.db import models

from tuotou.store.instant import InstantField
from tuotou.store.sealed import SealedField


class Channel(models.Model):
    """One robot, one app, one gateway, one mail server."""

    name = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=32)
    """Its folder in `notices/`."""
    way = models.CharField(max_length=16)
    """Where it leads; one of `core.notices.rules.WAYS`."""
    settings = models.JSONField(default=dict)
    secrets = SealedField(default="")
    """The settings that are nobody's business, as JSON."""
    enabled = models.BooleanField(default=True)
    next_at = InstantField(default=0)
    """The pace of all processes together: no letter leaves before."""
    failures = models.IntegerField(default=0)
    """How often in a row it took nothing."""
    error = models.TextField(default="")
    """What it said last time."""

    class Meta:
        db_table = "channel"
