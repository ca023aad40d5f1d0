"""What a company has of its own: a calendar, an announced year, time commitments, an entry of a dictionary."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class GroundDocument(models.Model):
    """The last of a kind and name counts; without a document: the shipped one does again. Rows are only ever added."""

    kind = models.CharField(max_length=16)
    """calendars, holidays, commitments, or the dictionary that it is an entry of."""
    name = models.CharField(max_length=80)
    """Its id, the year, or the code."""
    document = models.TextField(default="")
    published_at = InstantField()
    published_by = models.CharField(max_length=64, default="")
    note = models.TextField(default="")

    class Meta:
        db_table = "ground_document"
        indexes: ClassVar = [models.Index(fields=["kind", "name", "id"], name="ground_document_by_name")]
