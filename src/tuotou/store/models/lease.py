"""What only one process may do at a time: who does it, and until when it is his."""

from __future__ import annotations

from django.db import models

from tuotou.store.instant import InstantField


class Lease(models.Model):
    """Renewed while its holder lives; another takes it once it ran out (`store.lease`)."""

    name = models.CharField(max_length=64, primary_key=True)
    holder = models.CharField(max_length=160)
    until = InstantField()

    class Meta:
        db_table = "lease"
