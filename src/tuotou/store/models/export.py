"""A long list that somebody takes away: asked for, let pass where it is very long, made by and by, kept for a while."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from tuotou.store.instant import InstantField

ASKED, DUE, MADE, REFUSED, FAILED, GONE = STATES = ("asked", "due", "made", "refused", "failed", "gone")
"""Waits for leave · to be made · there to be fetched · not allowed · could not be made · removed after its days."""
OPEN: Final = (ASKED, DUE)
LONGEST: Final = 2_000


class Export(models.Model):
    """One file. Who asked, where they sat and what they asked say again what they may see of it."""

    asked_by = models.CharField(max_length=64)
    """Staff number."""
    unit = models.CharField(max_length=64)
    """At which unit they sat."""
    asked_at = InstantField()
    title = models.CharField(max_length=200)
    name = models.CharField(max_length=64)
    """Of the list, and of the file."""
    path = models.CharField(max_length=500)
    query = models.CharField(max_length=LONGEST)
    """The list's address: how it was searched, filtered and sorted."""
    narrowed = models.JSONField(default=list)
    """The same as people say it: each field and its value, [zh, en, zh, en]."""
    language = models.CharField(max_length=2)
    reason = models.CharField(max_length=500, default="")
    state = models.CharField(max_length=8)
    decided_by = models.CharField(max_length=64, default="")
    decided_at = InstantField(null=True)
    note = models.CharField(max_length=500, default="")
    """What was said with the decision, or why it failed."""
    rows = models.BigIntegerField(null=True)
    size = models.BigIntegerField(null=True)
    """Bytes."""
    file = models.CharField(max_length=64, default="")
    """Its name in the folder of exports; nobody's guess."""
    made_at = InstantField(null=True)
    tries = models.IntegerField(default=0)

    class Meta:
        db_table = "export"
        indexes: ClassVar = [
            models.Index(fields=["asked_by", "asked_at"], name="export_by_asker"),
            models.Index(fields=["state", "asked_at"], name="export_by_state"),
        ]
