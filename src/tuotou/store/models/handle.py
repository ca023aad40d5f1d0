"""What a subject is looked up by beside its own number: an order number, the end of a phone number, who had it when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Handle(models.Model):
    """Noted as events come in, rows are only ever added. It names its subject by the number: so it outlives the row."""

    key = models.BigIntegerField()
    """Of what it is and its value; see `store.handles.key_of`. What is personal is veiled before the key is made."""
    subject_kind = models.CharField(max_length=32)
    number = models.CharField(max_length=120)
    at = InstantField()
    """When it happened that said so."""

    class Meta:
        db_table = "handle"
        indexes: ClassVar = [models.Index(fields=["key"], name="handle_by_key")]
