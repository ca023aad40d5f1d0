"""A warning: what somebody must do something about, grouped by standard, site and cause."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from tuotou.store.instant import InstantField

LISTED, OPEN, ACKNOWLEDGED, SNOOZED, MUTED, HELD, RESOLVED = STATES = (
    "listed", "open", "acknowledged", "snoozed", "muted", "held", "resolved",
)  # fmt: skip
"""Too few to call anybody · told, nobody took it up · taken up · let be until an instant · let be until it is
resolved · held back under its cause · nothing of it is open any more."""
QUIET: Final = (ACKNOWLEDGED, SNOOZED, MUTED)
"""Somebody has it."""


class Warning(models.Model):
    """Open as long as promises in it are; then another of the same standard, site and cause is another warning."""

    standard = models.CharField(max_length=80, default="")
    """Empty: this is a cause itself, and what it explains hangs below it."""
    site = models.CharField(max_length=64, default="")
    cause = models.CharField(max_length=200, default="")
    """The key of what explains it (`Cause.key`); empty: nothing does."""
    under = models.ForeignKey("self", models.PROTECT, null=True, related_name="consequences")
    """The warning of its cause."""
    severity = models.CharField(max_length=16)
    """The level of its standard: red_line, serious, normal, notice."""
    state = models.CharField(max_length=16)
    step = models.IntegerField(default=0)
    """The highest step that a promise of it stands on; see `core.warnings.step`."""
    open = models.IntegerField(default=0)
    """Promises that are at risk or broken …"""
    items = models.IntegerField(default=0)
    """… of so many that ever were."""
    due_at = InstantField(null=True)
    """The earliest of the open ones."""
    opened_at = InstantField()
    changed_at = InstantField()
    resolved_at = InstantField(null=True)
    role = models.CharField(max_length=32, default="")
    """Who was told last …"""
    told_at = InstantField(null=True)
    told_step = models.IntegerField(default=0)
    told_open = models.IntegerField(default=0)
    """… when, of which step and of how many."""
    rung = models.IntegerField(default=0)
    """How far up the ladder it went since."""
    look_at = InstantField(null=True)
    """When it must be looked at if nothing happens: the next rung, the end of a snooze, the end of waiting for more."""
    owner = models.CharField(max_length=64, default="")
    quiet_step = models.IntegerField(default=0)
    """The highest step that somebody took up: a higher one is new (rule 57)."""
    cause_code = models.CharField(max_length=32, default="")
    action_code = models.CharField(max_length=32, default="")

    class Meta:
        db_table = "warning"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["standard", "site", "cause"],
                condition=models.Q(resolved_at__isnull=True),
                name="warning_open_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["look_at"], name="warning_due", condition=models.Q(look_at__isnull=False)),
            models.Index(fields=["changed_at", "id"], name="warning_by_change"),
            models.Index(fields=["site", "changed_at"], name="warning_by_site"),
            models.Index(fields=["standard", "changed_at", "id"], name="warning_by_standard"),
            models.Index(fields=["state", "changed_at"], name="warning_by_state"),
            models.Index(fields=["owner"], name="warning_by_owner", condition=~models.Q(owner="")),
        ]
