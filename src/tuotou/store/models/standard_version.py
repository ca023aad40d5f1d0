"""A version of a standard as it was published: the document itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class StandardVersion(models.Model):
    """Shipped ones are imported as they are; an edit is a new version, never a change."""

    standard = models.CharField(max_length=80)
    version = models.IntegerField()
    document = models.TextField()
    """YAML, as it is read by `tuotou standards check`."""
    shipped = models.BooleanField(default=False)
    published_at = InstantField()
    published_by = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "standard_version"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["standard", "version"], name="standard_version_once"),
        ]
