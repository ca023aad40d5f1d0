"""A note that a subject is to be counted anew by the standards that count over many subjects."""

from __future__ import annotations

from django.db import models

from tuotou.store.instant import InstantField


class Recount(models.Model):
    """Only ever added, by whoever judges the subject, and removed once it is counted."""

    subject = models.ForeignKey(
        "store.Subject", models.CASCADE, related_name="recounts", db_index=False, db_constraint=False
    )
    known_at = InstantField()
    """When that became known for which it is counted anew."""

    class Meta:
        db_table = "recount"
