"""The log: every event that was ever accepted, in the order in which it was learned. Nothing is edited or removed."""

from __future__ import annotations

from django.db import models

from tuotou.store.instant import InstantField


class RecordedEvent(models.Model):
    """One event. PostgreSQL keeps a partition for each UTC day of recording (`store.log_days`)."""

    seq = models.BigAutoField(primary_key=True)
    recorded_at = InstantField()
    at = InstantField()
    subject_kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=120)
    id = models.CharField(max_length=200)
    kind = models.CharField(max_length=64)
    site = models.CharField(max_length=64, null=True)
    person = models.CharField(max_length=64, null=True)
    source = models.CharField(max_length=64, null=True)
    body = models.TextField(null=True)
    """JSON of all attributes."""

    class Meta:
        db_table = "recorded_event"
