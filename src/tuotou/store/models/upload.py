"""A file that somebody brought: tried first, recorded if they want it, kept for a while."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField

TRIED, WAITING, RECORDING, RECORDED, BROKEN = STATES = ("tried", "waiting", "recording", "recorded", "broken")
"""Looked through, nothing recorded · to be recorded · being recorded · done · it cannot be read."""


class Upload(models.Model):
    """What it is called by who brought it is believed for nothing: it lies under its id."""

    id = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=200)
    mapping = models.CharField(max_length=64)
    size = models.BigIntegerField()
    by = models.CharField(max_length=64)
    """Staff number."""
    at = InstantField()
    state = models.CharField(max_length=16)
    found = models.JSONField(default=dict)
    """What it holds: rows, events, refused, kinds, first, errors, findings, problems."""
    progress = models.BigIntegerField(default=0)
    """Events that were recorded so far."""
    done = models.JSONField(default=dict)
    """What became of it: rows, events, fresh, repeated, refused."""
    ended_at = InstantField(null=True)

    class Meta:
        db_table = "upload"
        indexes: ClassVar = [
            models.Index(fields=["-at"], name="upload_by_time"),
            models.Index(
                fields=["at"], name="upload_to_record", condition=models.Q(state__in=("waiting", "recording"))
            ),
        ]
