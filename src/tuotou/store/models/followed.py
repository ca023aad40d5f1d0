"""A parcel whose trace a subscriber asked for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Followed(models.Model):
    """By number; asked for nothing else than those, where the subscriber wants followed parcels only."""

    subscriber = models.ForeignKey("store.Subscriber", models.CASCADE, related_name="followed", db_index=False)
    number = models.CharField(max_length=120)
    since = InstantField()

    class Meta:
        db_table = "followed"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscriber", "number"], name="followed_once"),
        ]
