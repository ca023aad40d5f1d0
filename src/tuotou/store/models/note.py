"""What people wrote down about a subject, for each other."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField
from tuotou.store.sealed import SealedField


class Note(models.Model):
    """Rows are only ever added. It names its subject by the number: so it outlives the row of the live tables."""

    subject_kind = models.CharField(max_length=32)
    number = models.CharField(max_length=120)
    at = InstantField()
    who = models.CharField(max_length=64)
    """Staff number."""
    unit = models.CharField(max_length=64)
    """Where they sat."""
    text = SealedField()
    """Lies encrypted: people write down what they hear from customers."""

    class Meta:
        db_table = "note"
        indexes: ClassVar = [models.Index(fields=["subject_kind", "number", "at"], name="note_by_subject")]
