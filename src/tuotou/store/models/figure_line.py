"""What a figure is of: an indicator at a site, or by one more word of its document."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class FigureLine(models.Model):
    """A line of the books. `site` is empty where there is none, or the document does not tell by site."""

    indicator = models.CharField(max_length=80)
    by = models.CharField(max_length=40, default="")
    """Empty: all together; else person, parcel.product … as the document names it."""
    site = models.CharField(max_length=64, default="")
    value = models.CharField(max_length=120, default="")

    class Meta:
        db_table = "figure_line"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "by", "site", "value"], name="figure_line_once"),
        ]
