"""A note that something happened to a container, for those who rode in it (kernel rule 43)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Mark(models.Model):
    """Removed once every member has been judged."""

    container = models.ForeignKey(
        "store.Subject", models.CASCADE, related_name="marks", db_index=False, db_constraint=False
    )
    known_at = InstantField()
    """When the members learn of it."""
    happened_at = InstantField()
    """The earliest of what happened: who had left before need not be asked."""
    after = models.BigIntegerField(default=0)
    """Members up to this one have been judged."""

    class Meta:
        db_table = "mark"
        indexes: ClassVar = [models.Index(fields=["known_at"], name="mark_by_time")]
