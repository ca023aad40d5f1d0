"""Where a channel finds a person: a mail address, a name in the chat app. Mobile numbers stand with the person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.sealed import SealedField


class Contact(models.Model):
    """Personal data, so it lies sealed."""

    person = models.CharField(max_length=64)
    """Staff number."""
    channel = models.ForeignKey("store.Channel", models.CASCADE, related_name="contacts")
    address = SealedField()
    digest = models.CharField(max_length=64, db_index=True)
    """By which a person is found whom the channel calls so; see `operations.notices.contacts`."""

    class Meta:
        db_table = "contact"
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "channel"], name="contact_once")]
