"""Who did what, when: rows are only ever added."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class AuditEntry(models.Model):
    """One act of a person, or of the system on somebody's behalf."""

    at = InstantField()
    who = models.CharField(max_length=64)
    """Staff number; ``system`` for what runs by itself."""
    act = models.CharField(max_length=64)
    """The verb and its noun: exemption.approve, warning.acknowledge, standard.publish …"""
    what = models.CharField(max_length=330)
    """What it was done to."""
    details = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_entry"
        indexes: ClassVar = [
            models.Index(fields=["at"], name="audit_by_time"),
            models.Index(fields=["what", "at"], name="audit_by_object"),
            models.Index(fields=["who", "at"], name="audit_by_person"),
        ]
