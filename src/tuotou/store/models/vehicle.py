"""A vehicle by its plate, and the unit that it belongs to from when until when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.models.dated import Dated


class Vehicle(Dated):
    """At one unit at a time; a hired one says whose it is."""

    plate = models.CharField(max_length=32)
    kind = models.CharField(max_length=32, default="")
    unit = models.ForeignKey("store.Unit", models.PROTECT, related_name="vehicles")
    carrier = models.CharField(max_length=120, default="")

    class Meta(Dated.Meta):
        db_table = "vehicle"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["plate", "since"], name="vehicle_once"),
        ]
