"""A version of a standard that somebody is writing: checked, tried on history, and decided on by somebody else."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from tuotou.store.instant import InstantField

WRITING, SUBMITTED, APPROVED, REFUSED, DISCARDED = "writing", "submitted", "approved", "refused", "discarded"
STATES: Final = (WRITING, SUBMITTED, APPROVED, REFUSED, DISCARDED)
OPEN: Final = (WRITING, SUBMITTED, REFUSED)
"""Something is still to be done with it: who was refused writes on."""


class StandardDraft(models.Model):
    """Several may be written of one standard; none judges anything until one is approved, and published by that."""

    standard = models.CharField(max_length=80)
    """The id that it began with."""
    based_on = models.IntegerField(null=True)
    """The version that it began as; null: a standard that is new."""
    document = models.TextField()
    revision = models.IntegerField(default=1)
    """Counts each time that it is saved: who saves says which one they saw."""
    state = models.CharField(max_length=16, default=WRITING)
    authors = models.JSONField(default=list)
    """Staff numbers of all who wrote at it; none of them approves it."""
    note = models.TextField(default="")
    """Why, in the words of who submitted it."""
    made_at = InstantField()
    changed_at = InstantField()
    submitted_at = InstantField(null=True)
    decided_at = InstantField(null=True)
    decided_by = models.CharField(max_length=64, default="")
    answer = models.TextField(default="")
    """What who decided said of it."""
    published = models.ForeignKey("store.StandardVersion", models.PROTECT, null=True, related_name="drafts")

    class Meta:
        db_table = "standard_draft"
        indexes: ClassVar = [models.Index(fields=["state", "changed_at"], name="standard_draft_by_state")]
