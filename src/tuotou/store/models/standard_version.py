"""A version of a standard as the platform holds it: the document itself, who published it, and since when it counts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class StandardVersion(models.Model):
    """Shipped ones are taken in as they are; an edit is a new version, never a change. Rows are only ever added."""

    standard = models.CharField(max_length=80)
    version = models.IntegerField()
    document = models.TextField()
    """YAML, as it is read by `tuotou standards check`."""
    shipped = models.BooleanField(default=False)
    set_aside = models.BooleanField(default=False)
    """Judges nothing: a shipped edition that found the company's own version, or another text under its number."""
    effective_at = InstantField(default=0)
    """From when on it opens promises here: as the document says, and never before it could be known here."""
    published_at = InstantField()
    published_by = models.CharField(max_length=64, default="")
    note = models.TextField(default="")

    class Meta:
        db_table = "standard_version"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["standard", "version"], condition=models.Q(set_aside=False), name="standard_version_judging"
            ),
        ]
