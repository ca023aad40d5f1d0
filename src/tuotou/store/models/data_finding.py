"""Something odd in the data that stopped nothing: an unknown code, an id with two contents, a clock that is wrong."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class DataFinding(models.Model):
    """Found once on an event, however often it is judged."""

    finding = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=120)
    event = models.CharField(max_length=330)
    standard = models.CharField(max_length=80, default="")
    known_at = InstantField()

    class Meta:
        db_table = "data_finding"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject", "event", "finding", "standard"], name="data_finding_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["finding", "known_at"], name="data_finding_by_time")]
