"""Who rode in a container and left the live tables since: what turns up late about it concerns them (rule 66)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class RetiredRider(models.Model):
    """Some of them, noted when they left."""

    container = models.ForeignKey("store.Subject", models.CASCADE, related_name="+", db_constraint=False)
    riders = models.TextField()
    """JSON: [kind, number] of each that was put in …"""
    entered_until = InstantField()
    """… until then."""

    class Meta:
        db_table = "retired_rider"
        indexes: ClassVar = [models.Index(fields=["entered_until"], name="retired_rider_by_time")]
