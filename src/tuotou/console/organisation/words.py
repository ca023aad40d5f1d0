"""What kinds of units, roles and sheets are called in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuotou.core.document import Bilingual
from tuotou.core.standards.role import ROLES
from tuotou.feeds.organisation.sheets import KINDS, SHEETS

KIND: Final[Mapping[str, Bilingual]] = {
    "hq": Bilingual("总部", "headquarters"),
    "region": Bilingual("大区", "region"),
    "province": Bilingual("省区", "province"),
    "area": Bilingual("片区", "area"),
    "outlet": Bilingual("一级网点", "outlet"),
    "sub_outlet": Bilingual("二级网点", "second-level outlet"),
    "contract_area": Bilingual("承包区", "contract area"),
    "hub": Bilingual("分拨中心", "hub"),
    "department": Bilingual("部门", "department"),
    "station": Bilingual("驿站", "station"),
}
ROLE: Final[Mapping[str, Bilingual]] = {
    name: Bilingual(zh, {"hr": "HR", "hq_quality": "HQ quality"}.get(name, name.replace("_", " ")))
    for name, zh in ROLES.items()
}
SHEET: Final[Mapping[str, Bilingual]] = {
    sheet.name: Bilingual(sheet.zh, sheet.name.replace("_", " ")) for sheet in SHEETS
}
assert set(KIND) == set(KINDS)


def role(name: str) -> Bilingual:
    """A role; one that nobody knows any more by its own name."""
    return ROLE.get(name) or Bilingual(name, name)


def kind(name: str) -> Bilingual:
    """A kind of unit."""
    return KIND.get(name) or Bilingual(name, name)
