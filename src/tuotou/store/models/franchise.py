"""Which outlet is run by which franchisee, from when until when: a take-over ends one and begins another."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.models.dated import Dated


class Franchise(Dated):
    """One at a time for each outlet."""

    unit = models.ForeignKey("store.Unit", models.PROTECT, related_name="franchises", db_index=False)
    franchisee = models.ForeignKey("store.Franchisee", models.PROTECT, related_name="franchises")

    class Meta(Dated.Meta):
        db_table = "franchise"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "since"], name="franchise_once"),
        ]
