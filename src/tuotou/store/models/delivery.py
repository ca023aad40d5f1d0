"""A message to a subscriber: written once, sent until it is accepted or given up, kept for a while."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from tuotou.store.instant import InstantField

WAITING, SENT, REFUSED, FAILED = STATES = ("waiting", "sent", "refused", "failed")
OVER: Final = (SENT, REFUSED, FAILED)


class Delivery(models.Model):
    """One message. Those of one key go one after the other, in the order of their numbers."""

    uuid = models.UUIDField(unique=True)
    """What the receiver knows it by, the same however often it is sent."""
    subscriber = models.ForeignKey("store.Subscriber", models.CASCADE, related_name="deliveries", db_index=False)
    topic = models.CharField(max_length=32)
    key = models.CharField(max_length=120)
    """What keeps its order: nothing overtakes within a key."""
    body = models.TextField()
    count = models.IntegerField(default=1)
    """Facts in it."""
    fact = models.CharField(max_length=200, default="")
    """Of a trace: the id of the newest event in it."""
    since = InstantField()
    """When the first of its facts was recorded: its delay is counted from then."""
    created_at = InstantField()
    next_try_at = InstantField(null=True)
    """When it is to be sent, or, while somebody sends it, when he is taken for dead; null: it is over, or another of
    its key goes first."""
    attempts = models.IntegerField(default=0)
    state = models.CharField(max_length=16, default=WAITING)
    """waiting, sent, refused (the receiver will not have it), failed (given up)."""
    ended_at = InstantField(null=True)
    """When it was accepted or given up."""
    noted = models.BooleanField(default=True)
    """Whether what became of it stands on the trail of its parcel, as far as it is to."""

    class Meta:
        db_table = "delivery"
        indexes: ClassVar = [
            models.Index(
                fields=["subscriber", "next_try_at"], name="delivery_due", condition=models.Q(next_try_at__isnull=False)
            ),
            models.Index(fields=["subscriber", "key", "id"], name="delivery_lane", condition=models.Q(state=WAITING)),
            models.Index(fields=["subscriber", "id"], name="delivery_by_number"),
            models.Index(fields=["ended_at"], name="delivery_by_end"),
            models.Index(fields=["id"], name="delivery_to_note", condition=models.Q(noted=False)),
        ]
