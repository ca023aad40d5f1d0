"""A number under which a subject goes on: relabelled, or sent back (kernel rule 71)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Continuation(models.Model):
    """`number` goes on as another; both are of one subject kind."""

    kind = models.CharField(max_length=32)
    number = models.CharField(max_length=120)
    goes_on_as = models.CharField(max_length=120)

    class Meta:
        db_table = "continuation"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "number", "goes_on_as"], name="continuation_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "goes_on_as"], name="continuation_back")]
