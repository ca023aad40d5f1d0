"""What was done with an exemption: rows are only ever added."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class ExemptionStep(models.Model):
    """Who did what with it, when, and why."""

    exemption = models.ForeignKey("store.Exemption", models.CASCADE, related_name="steps", db_index=False)
    at = InstantField()
    who = models.CharField(max_length=64)
    act = models.CharField(max_length=16)
    """filed, approved, rejected, withdrawn, spread."""
    note = models.TextField(default="")
    details = models.JSONField(default=dict)

    class Meta:
        db_table = "exemption_step"
        indexes: ClassVar = [models.Index(fields=["exemption", "at"], name="exemption_step_by_time")]
