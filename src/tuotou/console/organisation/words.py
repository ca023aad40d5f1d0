"""What kinds of units and sheets are called in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuotou.core.document import Bilingual
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
SHEET: Final[Mapping[str, Bilingual]] = {
    sheet.name: Bilingual(sheet.zh, sheet.name.replace("_", " ")) for sheet in SHEETS
}
assert set(KIND) == set(KINDS)


def kind(name: str) -> Bilingual:
    """A kind of unit."""
    return KIND.get(name) or Bilingual(name, name)
