"""A subject as it stands: its packed trail, and when it must be looked at again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Subject(models.Model):
    """A parcel, trip, case …: everything recorded of one number, whatever its lives (kernel rules 13, 65)."""

    kind = models.CharField(max_length=32)
    number = models.CharField(max_length=120)
    trail = models.BinaryField(default=b"")
    """Its events, one JSON object a line, in the order of their recording; see `store.packing`."""
    events = models.IntegerField(default=0)
    recorded_at = InstantField(default=0)
    """Its last recording."""
    known_until = InstantField(default=0)
    """The instant up to which everything that there was to say of it has been said."""
    next_due_at = InstantField(null=True)
    """When something must be said of it if nothing more is recorded."""
    site = models.CharField(max_length=64, null=True)
    """Where it was last."""
    ended_at = InstantField(null=True)
    """When its last life ended; null: it lives."""

    class Meta:
        db_table = "subject"
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "number"], name="subject_by_number")]
        indexes: ClassVar = [
            models.Index(fields=["next_due_at"], name="subject_due", condition=models.Q(next_due_at__isnull=False)),
            models.Index(
                fields=["site", "next_due_at"],
                name="subject_due_at_site",
                condition=models.Q(next_due_at__isnull=False),
            ),
        ]
