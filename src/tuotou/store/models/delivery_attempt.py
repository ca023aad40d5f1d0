"""One attempt to deliver a message, and what came back: rows are only ever added."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class DeliveryAttempt(models.Model):
    """What was answered, or why nothing was."""

    delivery = models.ForeignKey("store.Delivery", models.CASCADE, related_name="tries", db_index=False)
    at = InstantField()
    status = models.IntegerField(null=True)
    """HTTP status; null: no answer."""
    ms = models.IntegerField()
    outcome = models.CharField(max_length=16)
    """sent, refused or failed."""
    error = models.CharField(max_length=300, default="")
    answer = models.CharField(max_length=500, default="")
    """How the answer began."""

    class Meta:
        db_table = "delivery_attempt"
        indexes: ClassVar = [
            models.Index(fields=["delivery", "at"], name="attempt_by_delivery"),
            models.Index(fields=["at"], name="attempt_by_time"),
        ]
