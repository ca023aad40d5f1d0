"""A token by which another system comes in: what it may do, for which part of the company, and until when."""

from __future__ import annotations

from django.db import models

from tuotou.store.instant import InstantField


class ApiToken(models.Model):
    """Only a digest of its secret is kept: whoever has the database cannot come in by it."""

    name = models.CharField(max_length=120, unique=True)
    """Of the system that uses it."""
    prefix = models.CharField(max_length=16, unique=True)
    """What its secret begins with, to be shown and looked up by."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the whole secret; it is long and random, so that nothing slower is needed."""
    scopes = models.JSONField(default=list)
    """What it may do: words of `operations.access.scopes`."""
    unit = models.CharField(max_length=64, default="")
    """It sees what lies in this unit and below it; empty: everything."""
    rate = models.IntegerField()
    """Requests a second."""
    owner = models.CharField(max_length=64)
    """Staff number of who answers for it."""
    made_at = InstantField()
    expires_at = InstantField(null=True)
    revoked_at = InstantField(null=True)
    used_at = InstantField(null=True)
    """To the minute."""

    class Meta:
        db_table = "api_token"
