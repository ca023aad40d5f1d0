"""A calendar, an announced year or a table of time commitments that the company has of its own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class GroundDocument(models.Model):
    """The last of a kind and name counts; without a document: the shipped one does again. Rows are only ever added."""

    kind = models.CharField(max_length=16)
    """calendars, holidays or commitments."""
    name = models.CharField(max_length=80)
    """Its id, or the year."""
    document = models.TextField(default="")
    published_at = InstantField()
    published_by = models.CharField(max_length=64, default="")
    note = models.TextField(default="")

    class Meta:
        db_table = "ground_document"
        indexes: ClassVar = [models.Index(fields=["kind", "name", "id"], name="ground_document_by_name")]
