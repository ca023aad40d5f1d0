"""The duty roster 值班: who is on shift at a unit in a role, and who stands in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.models.dated import Dated


class Duty(Dated):
    """One shift of one person, from its first instant until the first after it."""

    unit = models.ForeignKey("store.Unit", models.PROTECT, related_name="duties", db_index=False)
    role = models.CharField(max_length=32)
    person = models.ForeignKey("store.Person", models.PROTECT, related_name="duties")
    deputy = models.ForeignKey("store.Person", models.PROTECT, related_name="deputies", null=True)

    class Meta(Dated.Meta):
        db_table = "duty"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "role", "person", "since"], name="duty_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["until", "since"], name="duty_by_time")]
