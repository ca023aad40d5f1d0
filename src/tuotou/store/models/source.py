"""Where events come from by themselves: a broker, what to read there and how, and how that stands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField
from tuotou.store.sealed import SealedField


class Source(models.Model):
    """One source, read by `clockwork.sources`. The broker keeps how far it was read."""

    name = models.CharField(max_length=64, unique=True)
    """Also the subject of the events that say of this feed that it is silent."""
    kind = models.CharField(max_length=16)
    """A kind of `feeds.brokers.KINDS`."""
    address = models.CharField(max_length=500)
    options = models.JSONField(default=dict)
    secrets = SealedField(default="")
    """JSON: name → secret."""
    mapping = models.CharField(max_length=300, default="")
    """A shipped mapping, or the file that `document` came from; empty: messages are events themselves."""
    document = models.TextField(default="")
    """The mapping as it was when the source was added: whoever reads it needs no file."""
    site = models.CharField(max_length=64, default="")
    """Whose feed it is, where it is of one site: its silence explains what is missed there."""
    enabled = models.BooleanField(default=True)
    silent_after = models.IntegerField(null=True)
    """s without a message after which it is silent; null: it may be silent."""
    changed_at = InstantField()

    messages = models.BigIntegerField(default=0)
    recorded = models.BigIntegerField(default=0)
    """Events that were new."""
    repeated = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    last_message_at = InstantField(null=True)
    last_recorded_at = InstantField(null=True)
    last_error = models.TextField(default="")
    last_error_at = InstantField(null=True)
    silent_since = InstantField(null=True)
    """Since when there was nothing, while that is told."""
    heard_at = InstantField(null=True)
    """When the silence ended, until that is told."""

    class Meta:
        db_table = "source"
        ordering: ClassVar = ["name"]
