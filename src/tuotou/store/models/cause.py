"""A cause that stands now: it holds back what it explains."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Cause(models.Model):
    """From when it began until what is left of its consequences is released."""

    key = models.CharField(max_length=200)
    """The rule, and the trip or site it is about."""
    rule = models.CharField(max_length=80)
    """The document; see `handbook/warnings/causes.yaml`."""
    subject = models.ForeignKey("store.Subject", models.CASCADE, null=True, related_name="causes", db_constraint=False)
    """What it happened to: the trip; null: the site as a whole."""
    site = models.CharField(max_length=64, default="")
    began_at = InstantField()
    ended_at = InstantField(null=True)
    holds_until = InstantField()
    """Until then it explains what breaks."""
    released_at = InstantField(null=True)
    adopted = models.BooleanField(default=False)
    """Whether what it explains of earlier warnings was moved under it."""
    warning = models.OneToOneField("store.Warning", models.PROTECT, related_name="stands_for")

    class Meta:
        db_table = "cause"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(released_at__isnull=True), name="cause_stands_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["holds_until"], name="cause_standing", condition=models.Q(released_at__isnull=True)),
        ]
