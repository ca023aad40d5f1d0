"""A subject whose trail says that an exemption was approved for it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Exempted(models.Model):
    """Written with the event: what has a row needs none again."""

    exemption = models.ForeignKey("store.Exemption", models.CASCADE, related_name="exempted", db_index=False)
    subject = models.ForeignKey("store.Subject", models.CASCADE, related_name="exempted", db_constraint=False)

    class Meta:
        db_table = "exempted"
        constraints: ClassVar = [models.UniqueConstraint(fields=["exemption", "subject"], name="exempted_once")]
