"""What a token may be allowed to do, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuotou.core.document import Bilingual

SCOPES: Final[Mapping[str, Bilingual]] = {
    "events:write": Bilingual("送入事件、运单和文件", "record events, waybills and files"),
    "trails:read": Bilingual("读取轨迹与承诺", "read trails and promises"),
    "warnings:read": Bilingual("读取预警", "read warnings"),
    "organisation:read": Bilingual("读取网点与人员", "read sites and people"),
    "organisation:write": Bilingual("维护网点与人员", "change sites and people"),
    "gate:ask": Bilingual(
        "询问能否收寄、装车、投放、签收", "ask whether a parcel may be accepted, loaded, placed, signed"
    ),
    "webhooks:manage": Bilingual("管理自己的推送订阅", "manage its own webhooks"),
    "notices:read": Bilingual("读取负责人的站内通知", "read its owner's notices"),
}
