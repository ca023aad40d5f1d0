"""The sheets of an organisation and their columns, as people know them in Chinese and programs in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from tuotou.core.standards.role import CUSTOMERS, ROLES
from tuotou.feeds.sheet import CODE, FLAG, INSTANT, INTEGER, NUMBER, TIME, WORD, Column, Sheet

KINDS: Final[Mapping[str, str]] = {
    "hq": "总部", "region": "大区", "province": "省区", "area": "片区", "outlet": "一级网点", "sub_outlet": "二级网点",
    "contract_area": "承包区", "hub": "分拨中心", "department": "部门", "station": "驿站",
}  # fmt: skip
"""Kinds of units → Chinese."""
POSTS: Final = {name: zh for name, zh in ROLES.items() if name not in CUSTOMERS}
HELP: Final = ("说明", "help")
"""A sheet that is written for people, and not read."""


def _unit(about: str, name: str = "unit", zh: str = "单位编码", example: str = "SZ01") -> Column:
    return Column(name, zh, about, example, CODE, True)


def _staff(about: str, name: str = "person", zh: str = "工号", required: bool = True) -> Column:
    return Column(name, zh, about, "SZ01001", CODE, required=required)


_WHICH: Final = "哪个单位 · which unit"
_SINCE: Final = Column("since", "起", "从何时起；空：一向如此 · since when; empty: always", "2026-05-01", INSTANT)
_UNTIL: Final = Column(
    "until",
    "止",
    "不再有效的第一刻或第一天；空：一直有效 · first instant or day on which it no longer holds; empty: it goes on",
    "2026-06-01",
    INSTANT,
)  # fmt: skip
_STRUCK: Final = Column("struck", "作废", "写“是”则删去这一行（填错时用） · yes: this row was wrong and goes", "", FLAG)
_DATES: Final = (_SINCE, _UNTIL, _STRUCK)
_ROLE: Final = Column("role", "岗位", "岗位 · role", "网点经理", WORD, True, words=POSTS)
_CARRIER: Final = Column("carrier", "承运商", "外请的写承运商 · whose it is, where it is hired", "顺达物流")

SHEETS: Final = (
    Sheet("units", "单位", (
        Column("code", "编码", "与扫描里的场地一致 · the site of scans", "SZ01", CODE, True),
        Column("name", "名称", "中文名 · name", "苏州园区一部", required=True),
        Column("name_en", "英文名", "可空 · in English, if there is one", "Suzhou Park 1"),
        Column("kind", "类型", "哪一种单位 · which kind", "一级网点", WORD, True, words=KINDS),
        Column("lng", "经度", "WGS-84，度 · degrees", "120.7263", NUMBER, least=-180, most=180),
        Column("lat", "纬度", "WGS-84，度 · degrees", "31.3184", NUMBER, least=-90, most=90),
    )),
    Sheet("belongings", "隶属", (
        _unit(_WHICH), _unit("隶属于哪个单位 · whose part it is", "parent", "上级编码", "PQ-SZ"), *_DATES,
    )),
    Sheet("franchisees", "加盟商", (
        Column("code", "加盟商编码", "公司编码 · the company's code", "JM0012", CODE, True),
        Column("name", "加盟商名称", "公司名称 · name", "苏州捷达快递有限公司", required=True),
        Column("name_en", "加盟商英文名", "可空 · in English, if there is one", "Suzhou Jieda Express"),
    )),
    Sheet("franchises", "加盟关系", (
        _unit(_WHICH), _unit("由哪家公司经营 · which company runs it", "franchisee", "加盟商编码", "JM0012"), *_DATES,
    )),
    Sheet("brands", "品牌", (
        _unit(_WHICH),
        Column("brand", "品牌代码", "与单号前的品牌一致 · as before waybill numbers", "YT", CODE, True, longest=32),
        Column("site_code", "品牌网点编码", "该品牌怎样称呼 · what the brand calls it", "215021", CODE, True),
        *_DATES,
    )),
    Sheet("served_areas", "服务区域", (
        _unit(_WHICH),
        Column("area", "区域", "行政区划代码（GB/T 2260）或区域名 · GB/T 2260 code, or a name",
               "320571", CODE, True, longest=120),
        *_DATES,
    )),
    Sheet("people", "人员", (
        Column("staff_number", "工号", "与扫描里的人员一致 · the person of scans", "SZ01001", CODE, True),
        Column("name", "姓名", "姓名 · name", "李明", required=True),
        Column("mobile", "手机", "显示时遮盖 · shown masked", "13800000000", CODE, longest=32),
    )),
    Sheet("posts", "任职", (
        _staff("谁 · who"), _unit("在哪个单位 · at which unit"), _ROLE, *_DATES,
    )),
    Sheet("duties", "值班", (
        _unit(_WHICH), _ROLE, _staff("谁值班 · who is on shift"),
        _staff("代班人，可空 · who stands in, if anybody", "deputy", "代班工号", required=False),
        replace(_SINCE, required=True, about="接班时刻 · when the shift begins", example="2026-05-01 20:00"),
        replace(_UNTIL, required=True, about="交班时刻 · when it ends", example="2026-05-02 08:00"),
        _STRUCK,
    )),
    Sheet("vehicles", "车辆", (
        Column("plate", "车牌", "车牌号 · plate", "苏E12345", CODE, True, longest=32),
        Column("kind", "车型", "车型 · kind of vehicle", "9.6 米厢车", longest=32),
        _unit("归哪个单位 · whose it is"), _CARRIER, *_DATES,
    )),
    Sheet("lines", "线路", (
        Column("code", "线路编码", "与车次的线路一致 · the line of trips", "HUB1-HUB2", CODE, True),
        _unit("从哪里 · from where", "origin", "起点编码", "HUB1"),
        _unit("到哪里 · to where", "destination", "终点编码", "HUB2"),
        Column("departs", "计划发车", "每天几点发车 · when it leaves each day", "20:30", TIME),
        Column("runs", "计划运行分钟", "路上几分钟 · minutes on the road", "480", INTEGER, least=0, most=14_400),
        _CARRIER, *_DATES,
    )),
)  # fmt: skip
"""In the order in which they are read: a row may name what stands in a sheet before it."""
