"""A note that something was said of a subject or recorded: what it counts for is to be worked out anew."""

from __future__ import annotations

from django.db import models

from tuotou.store.instant import InstantField


class Stirred(models.Model):
    """Only ever added, by whoever judges the subject, and removed once it is counted."""

    subject = models.ForeignKey("store.Subject", models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    known_at = InstantField()
    """Up to when it was judged."""

    class Meta:
        db_table = "stirred"
