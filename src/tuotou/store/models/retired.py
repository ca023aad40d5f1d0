"""A number whose trail left the live tables: on which days of the archive it lies (kernel rule 66)."""

from __future__ import annotations

from django.db import models

from tuotou.store.instant import InstantField


class Retired(models.Model):
    """Kept for ever, so it is short: no name, but a key made from it. A number that is back keeps it too."""

    key = models.BigIntegerField(primary_key=True)
    """Of subject kind and number; see `store.retired.key_of`. Two numbers may share one: then the days are of both."""
    first_day = models.IntegerField()
    """The first day of recording of which it has an event, since 1970-01-01 …"""
    last_day = models.IntegerField()
    """… and the last."""
    ended_at = InstantField(null=True)
    known_until = InstantField()
    """What `Subject` said of it."""

    class Meta:
        db_table = "retired"
