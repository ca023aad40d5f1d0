"""A company that runs outlets under the brand's name (加盟商): it may run several."""

from __future__ import annotations

from django.db import models


class Franchisee(models.Model):
    """Who owns which outlet, and since when, is told by `Franchise`."""

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, default="")

    class Meta:
        db_table = "franchisee"
