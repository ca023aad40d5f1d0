"""The roles of the trade: who may be told of something, and in which posts people work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ROLES: Final[Mapping[str, str]] = {
    "courier": "快递员", "outlet_manager": "网点经理", "outlet_agent": "网点客服", "sorter": "分拣员",
    "shift_leader": "现场主管", "hub_manager": "中转经理", "driver": "干线司机", "agent": "客服", "tracer": "查件员",
    "claims": "理赔仲裁", "area_manager": "片区经理", "area_quality": "片区质控", "hq_quality": "总部质控",
    "safety_officer": "安全员", "hr": "人力", "management": "管理层", "admin": "管理员", "merchant": "商家",
    "station_operator": "驿站", "sender": "寄件人", "recipient": "收件人",
}  # fmt: skip
"""Role → Chinese."""
CUSTOMERS: Final = ("merchant", "sender", "recipient")
"""Those who are told and hold no post."""
