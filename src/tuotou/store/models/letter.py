"""The outbox: one message by one channel to one person or group, and how it went."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField

WAITING, SENDING, SENT, FAILED, UNCLEAR, SPARED = STATES = (
    "waiting", "sending", "sent", "failed", "unclear", "spared",
)  # fmt: skip
"""To be sent · somebody is about it · the channel has it · the channel refused it · whoever sent it died of it, nobody
knows · all it tells of was settled before it left."""


class Letter(models.Model):
    """Its address is looked up when it leaves: none lies here."""

    id = models.CharField(max_length=32, primary_key=True)
    """The same however often it is sent."""
    channel = models.ForeignKey("store.Channel", models.PROTECT, related_name="letters", db_index=False)
    person = models.CharField(max_length=64, default="")
    """To whom; or …"""
    unit = models.CharField(max_length=64, default="")
    """… into whose group."""
    lang = models.CharField(max_length=2, default="zh")
    level = models.CharField(max_length=16)
    urgent = models.BooleanField(default=False)
    title = models.TextField()
    text = models.TextField()
    template = models.CharField(max_length=24)
    parameters = models.JSONField(default=dict)
    """What stands in the gaps of a provider's template."""
    listed = models.BooleanField(default=False)
    """Whether a list of the parcels goes with it."""
    created_at = InstantField()
    next_try_at = InstantField(null=True)
    """When it is to be looked at: of one that is being sent, the end of the lease; null: it is done with."""
    attempts = models.IntegerField(default=0)
    state = models.CharField(max_length=16)
    """One of `STATES`."""
    receipt = models.CharField(max_length=200, default="")
    error = models.TextField(default="")
    sent_at = InstantField(null=True)

    class Meta:
        db_table = "letter"
        indexes: ClassVar = [
            models.Index(
                fields=["channel", "-urgent", "next_try_at"],
                name="letter_waiting",
                condition=models.Q(next_try_at__isnull=False),
            ),
            models.Index(fields=["state", "created_at"], name="letter_by_state"),
        ]
