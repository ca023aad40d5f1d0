"""Who holds which post at which unit, from when until when; one person may hold several at once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.models.dated import Dated


class Post(Dated):
    """A person in a role of `core.standards.role` at a unit."""

    person = models.ForeignKey("store.Person", models.PROTECT, related_name="posts", db_index=False)
    unit = models.ForeignKey("store.Unit", models.PROTECT, related_name="posts")
    role = models.CharField(max_length=32)

    class Meta(Dated.Meta):
        db_table = "post"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["person", "unit", "role", "since"], name="post_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["role", "until"], name="post_by_role")]
