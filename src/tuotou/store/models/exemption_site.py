"""A site an exemption is for, so that a site's exemptions are found without reading all."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class ExemptionSite(models.Model):
    """One row a site."""

    exemption = models.ForeignKey("store.Exemption", models.CASCADE, related_name="at_sites")
    site = models.CharField(max_length=64)
    filed_at = InstantField()

    class Meta:
        db_table = "exemption_site"
        indexes: ClassVar = [models.Index(fields=["site", "filed_at"], name="exemption_site_by_time")]
