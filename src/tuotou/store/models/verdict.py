"""What was said of a promise, and when: rows are only ever added."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Verdict(models.Model):
    """A change of what is believed of a promise: opened at risk, broken, kept late, withdrawn by late evidence."""

    promise = models.ForeignKey(
        "store.Promise", models.CASCADE, related_name="verdicts", db_index=False, db_constraint=False
    )
    known_at = InstantField()
    """When it became so: the deadline, or the recording that changed it; not when somebody looked."""
    written_at = InstantField()
    """When somebody looked; for the audit alone."""
    status = models.CharField(max_length=16)
    level = models.IntegerField(default=0)
    version = models.IntegerField()
    site = models.CharField(max_length=64, null=True)
    """Who answers, as known then: the owner of that day stays."""
    person = models.CharField(max_length=64, null=True)
    tell_at = InstantField(null=True)
    """From when on people are to be told, patience included (rule 54); null: nobody is, or they have been."""

    class Meta:
        db_table = "verdict"
        indexes: ClassVar = [
            models.Index(fields=["promise", "known_at"], name="verdict_by_promise"),
            models.Index(fields=["tell_at"], name="verdict_untold", condition=models.Q(tell_at__isnull=False)),
        ]
