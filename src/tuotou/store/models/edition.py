"""By which documents figures were counted: where they change, everybody is counted anew."""

from __future__ import annotations

from django.db import models

from tuotou.store.instant import InstantField


class Edition(models.Model):
    """The last one is what holds."""

    fingerprint = models.CharField(max_length=64)
    at = InstantField()
    counted_until = InstantField(default=0)
    """All that was known by then is in the figures."""

    class Meta:
        db_table = "edition"
