"""A unit of the company: headquarters, regions, hubs, outlets, departments, stations."""

from __future__ import annotations

from typing import Final

from django.db import models

LADDER: Final = ("hq", "region", "province", "area", "hub", "outlet", "sub_outlet", "contract_area")
"""From the top down: 总部 > 大区 > 省区 > 片区 > 分拨中心 > 一级网点 > 二级网点 > 承包区; steps may be left out."""
BESIDE: Final = ("department", "station")
"""部门, 驿站: under whichever of the ladder they belong to."""
LAST: Final = ("contract_area", "station")
"""Nothing belongs to these."""


class Unit(models.Model):
    """Whom it belongs to, who owns it, and what it serves, is dated and stands elsewhere."""

    code = models.CharField(max_length=64, unique=True)
    """The site of events."""
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, default="")
    kind = models.CharField(max_length=16)
    """One of `LADDER` and `BESIDE`."""
    lng = models.FloatField(null=True)
    """Degrees, WGS-84."""
    lat = models.FloatField(null=True)

    class Meta:
        db_table = "unit"
