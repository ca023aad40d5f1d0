"""What happened to a warning: rows are only ever added. Those with `send_at` are what people are still to be told."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from tuotou.store.instant import InstantField

ACTS: Final = (
    "told", "held_back", "released", "escalated", "reopened", "withdrawn", "closed", "resolved",
    "acknowledged", "assigned", "snoozed", "muted",
)  # fmt: skip


class WarningStep(models.Model):
    """Who did what with it, when, and why."""

    warning = models.ForeignKey("store.Warning", models.CASCADE, related_name="steps", db_index=False)
    at = InstantField()
    who = models.CharField(max_length=64, default="system")
    act = models.CharField(max_length=16)
    """One of `ACTS`."""
    step = models.IntegerField(default=0)
    """The step it stood on."""
    count = models.IntegerField(default=0)
    """How many promises that concerns."""
    role = models.CharField(max_length=32, default="")
    """Who is told …"""
    people = models.JSONField(default=list)
    """… and who that was then, by staff number; empty: whoever is on duty when it is sent."""
    status = models.CharField(max_length=16, default="")
    """Of what was withdrawn or closed: what it turned out to be."""
    cause_code = models.CharField(max_length=32, default="")
    action_code = models.CharField(max_length=32, default="")
    until = InstantField(null=True)
    note = models.TextField(default="")
    send_at = InstantField(null=True)
    """From then on it is to be sent; null: nothing is, or it has been."""

    class Meta:
        db_table = "warning_step"
        indexes: ClassVar = [
            models.Index(fields=["warning", "at"], name="warning_step_by_time"),
            models.Index(fields=["send_at"], name="warning_step_unsent", condition=models.Q(send_at__isnull=False)),
            models.Index(fields=["who", "at"], name="warning_step_codes", condition=~models.Q(cause_code="")),
        ]
