"""What a subject counts for in the figures: when it changes, this is what is taken out of them again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Counted(models.Model):
    """The entries of one subject, as they were added last."""

    subject = models.OneToOneField(
        "store.Subject", models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    as_of = InstantField()
    again_at = InstantField(null=True)
    """When it counts otherwise though nothing more becomes known: a time is up, or a day ends while it lies there."""
    entries = models.BinaryField(default=b"")
    """See `store.ledger`."""

    class Meta:
        db_table = "counted"
        indexes: ClassVar = [
            models.Index(fields=["again_at"], name="counted_again", condition=models.Q(again_at__isnull=False)),
        ]
