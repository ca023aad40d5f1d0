"""A line of the network: from where to where, when it leaves each day and how long it runs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.models.dated import Dated


class Line(Dated):
    """By its code; a new timetable ends the old row and begins another."""

    code = models.CharField(max_length=64)
    origin = models.ForeignKey("store.Unit", models.PROTECT, related_name="lines_from")
    destination = models.ForeignKey("store.Unit", models.PROTECT, related_name="lines_to")
    departs = models.IntegerField(null=True)
    """Planned departure, minutes after local midnight."""
    runs = models.IntegerField(null=True)
    """Planned minutes on the road."""
    carrier = models.CharField(max_length=120, default="")

    class Meta(Dated.Meta):
        db_table = "line"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["code", "since"], name="line_once"),
        ]
