"""What ever rode in which container: whom an event of the container may concern."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Membership(models.Model):
    """A subject that was put into a container; when, and for how long, its trail tells."""

    container = models.ForeignKey(
        "store.Subject", models.CASCADE, related_name="members", db_index=False, db_constraint=False
    )
    subject = models.ForeignKey(
        "store.Subject", models.CASCADE, related_name="containers", db_index=False, db_constraint=False
    )
    entered_at = InstantField()
    """When it was put in."""

    class Meta:
        db_table = "membership"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["container", "subject", "entered_at"], name="membership_once")
        ]
