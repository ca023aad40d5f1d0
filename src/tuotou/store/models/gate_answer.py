"""What was refused at the gate, and what policy decided because nobody judged: added, and removed when it is old."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class GateAnswer(models.Model):
    """One answer to one question."""

    at = InstantField()
    asked_by = models.CharField(max_length=120)
    act = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=120)
    site = models.CharField(max_length=120, default="")
    person = models.CharField(max_length=120, default="")
    allowed = models.BooleanField()
    because = models.CharField(max_length=16)
    """What decided: standards, unsure, unavailable."""
    standards = models.TextField(default="[]")
    """What stopped it or could not be said, as ["id v1", …]."""

    class Meta:
        db_table = "gate_answer"
        indexes: ClassVar = [
            models.Index(fields=["at"], name="gate_answer_by_time"),
            models.Index(fields=["subject_kind", "subject", "at"], name="gate_answer_by_subject"),
        ]
