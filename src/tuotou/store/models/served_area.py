"""What a unit serves: a region by its GB/T 2260 code, or an area by its name."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.models.dated import Dated


class ServedArea(Dated):
    """Several units may serve one area."""

    unit = models.ForeignKey("store.Unit", models.PROTECT, related_name="served_areas", db_index=False)
    area = models.CharField(max_length=120)
    """Six digits are a region's code; anything else is a name."""

    class Meta(Dated.Meta):
        db_table = "served_area"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "area", "since"], name="served_area_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["area"], name="served_area_by_area")]
