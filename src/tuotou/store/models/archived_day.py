"""A day of recording that was copied to the archive: nothing more will be recorded in it."""

from __future__ import annotations

from django.db import models

from tuotou.store.instant import InstantField


class ArchivedDay(models.Model):
    """A UTC day."""

    day = models.DateField(primary_key=True)
    events = models.BigIntegerField()
    archived_at = InstantField()

    class Meta:
        db_table = "archived_day"
