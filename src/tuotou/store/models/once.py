"""A request that a partner may send again: its key, what it asked, and what it was answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Once(models.Model):
    """Asked again with its key, it is answered as before and nothing is done (`Idempotency-Key`)."""

    token = models.ForeignKey("store.ApiToken", models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    """Of method, address and body: the key with another content is refused."""
    begun_at = InstantField()
    status = models.IntegerField(null=True)
    """Of the answer; null: it is being worked on, or who did so was killed."""
    answer = models.TextField(default="")

    class Meta:
        db_table = "once"
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="once_by_key")]
        indexes: ClassVar = [models.Index(fields=["begun_at"], name="once_by_age")]
