"""Which unit belongs to which, from when until when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.models.dated import Dated


class Belonging(Dated):
    """One at a time for each unit, and never in a circle (`operations.organisation_rows`)."""

    unit = models.ForeignKey("store.Unit", models.PROTECT, related_name="belongings", db_index=False)
    parent = models.ForeignKey("store.Unit", models.PROTECT, related_name="holdings")

    class Meta(Dated.Meta):
        db_table = "belonging"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "since"], name="belonging_once"),
        ]
