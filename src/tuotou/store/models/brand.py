"""A brand at a unit: an outlet may serve several, and each calls it by a site code of its own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.models.dated import Dated


class Brand(Dated):
    """A unit under one brand, by the brand's site code."""

    unit = models.ForeignKey("store.Unit", models.PROTECT, related_name="brands", db_index=False)
    brand = models.CharField(max_length=32)
    site_code = models.CharField(max_length=64)

    class Meta(Dated.Meta):
        db_table = "brand"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "brand", "site_code", "since"], name="brand_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["brand", "site_code"], name="brand_by_site_code")]
