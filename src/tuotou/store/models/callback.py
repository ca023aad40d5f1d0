"""A callback of a chat app that was heard: whoever says it again repeats it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Callback(models.Model):
    """Kept for as long as its signature would be taken."""

    key = models.CharField(max_length=64, primary_key=True)
    """A digest of the channel and of what the call was signed with."""
    at = InstantField()

    class Meta:
        db_table = "callback"
        indexes: ClassVar = [models.Index(fields=["at"], name="callback_by_time")]
