"""Whom the house tells of what happens, by HTTP: a partner's webhook, or a platform that takes parcel traces."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from tuotou.store.instant import InstantField
from tuotou.store.sealed import SealedField

ACTIVE, DISABLED = STATES = ("active", "disabled")
WEBHOOK, KUAIDI100 = FORMS = ("webhook", "kuaidi100")
DELAY: Final = 600
"""s; a p99 from recording to acceptance above it is told to the owner, where no other limit is given."""
REFUSED: Final = 0.05
"""The share of attempts of an hour that is refused above which the same happens."""


class Subscriber(models.Model):
    """One address, what it wants to be told, and how it takes it."""

    name = models.CharField(max_length=80, unique=True)
    form = models.CharField(max_length=16)
    """How it is told: one of `FORMS`."""
    url = models.CharField(max_length=2000)
    secret = SealedField()
    """What its messages are signed with …"""
    old_secret = SealedField(default="")
    """… and what they were signed with before, still valid …"""
    old_until = InstantField(null=True)
    """… until then."""
    wants = models.JSONField(default=dict)
    """What it is told of; see `operations.deliveries.wants`."""
    owner = models.CharField(max_length=64)
    """Staff number of who answers for it, and is told when it fails."""
    unit = models.CharField(max_length=64, default="")
    """It is told of what lies in this unit and below it; empty: of everything."""
    state = models.CharField(max_length=16, default=ACTIVE)
    reason = models.CharField(max_length=200, default="")
    """Why it is disabled."""
    created_at = InstantField()
    failures = models.IntegerField(default=0)
    """How many attempts in a row it did not accept …"""
    failing_since = InstantField(null=True)
    """… and since when."""
    rest_until = InstantField(null=True)
    """It asked to be left alone until then (Retry-After)."""
    delay_limit = models.IntegerField(default=DELAY)
    refused_limit = models.FloatField(default=REFUSED)
    unwell_since = InstantField(null=True)
    """Since when a limit is passed, and the owner told of it."""

    class Meta:
        db_table = "subscriber"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="subscriber_state_known"),
        ]
