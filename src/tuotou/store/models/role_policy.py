"""What is asked of whoever holds a role, beside their password."""

from __future__ import annotations

from django.db import models


class RolePolicy(models.Model):
    """Of one role; without a row nothing more is asked."""

    role = models.CharField(max_length=32, unique=True)
    second_factor = models.BooleanField(default=False)
    """Who has none is sent to set one up before anything else."""

    class Meta:
        db_table = "role_policy"
