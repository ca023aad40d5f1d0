"""What the company gives a role beside what it has as shipped, or takes from it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class RoleGrant(models.Model):
    """One permission of one role; without a row it is as shipped (`operations.access.permissions`)."""

    role = models.CharField(max_length=32)
    permission = models.CharField(max_length=64)
    given = models.BooleanField()
    """Given, or taken away."""
    by = models.CharField(max_length=64)
    at = InstantField()

    class Meta:
        db_table = "role_grant"
        constraints: ClassVar = [models.UniqueConstraint(fields=["role", "permission"], name="role_grant_once")]
