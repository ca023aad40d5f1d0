"""A promise in a warning: how it stands, and what was ever said of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class WarningItem(models.Model):
    """One row a promise, whichever warning it is in now."""

    warning = models.ForeignKey("store.Warning", models.PROTECT, related_name="promises", db_index=False)
    promise = models.OneToOneField("store.Promise", models.CASCADE, related_name="item")
    subject = models.ForeignKey("store.Subject", models.CASCADE, related_name="items", db_constraint=False)
    """Not checked by the database: that would wait for whoever records, who may wait for us."""
    status = models.CharField(max_length=16)
    step = models.IntegerField()
    """Where it stands; 0: nothing is to be done about it."""
    said = models.IntegerField(default=0)
    """The steps that were said, as bits: none is said twice (rule 55)."""
    open = models.BooleanField()
    due_at = InstantField()
    first = models.CharField(max_length=16)
    """As what it came into a warning: at_risk or broken."""
    added_at = InstantField()
    closed_at = InstantField(null=True)

    class Meta:
        db_table = "warning_item"
        indexes: ClassVar = [models.Index(fields=["warning", "open", "due_at"], name="warning_item_by_due")]
