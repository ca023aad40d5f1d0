"""A piece of a consignment of several (子母件): mother and children have numbers, and lives, of their own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Piece(models.Model):
    """A child that was ever declared a piece of a mother; whether it still is, its trail tells (`child_declared`)."""

    mother = models.CharField(max_length=120)
    child = models.CharField(max_length=120)

    class Meta:
        db_table = "piece"
        constraints: ClassVar = [models.UniqueConstraint(fields=["mother", "child"], name="piece_once")]
        indexes: ClassVar = [models.Index(fields=["child"], name="piece_by_child")]
