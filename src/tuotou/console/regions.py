"""Provinces by the first two digits of a region code (GB/T 2260), so that tables of codes can be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuotou.core.document import Bilingual

PROVINCES: Final[Mapping[str, Bilingual]] = {
    "11": Bilingual("北京", "Beijing"), "12": Bilingual("天津", "Tianjin"), "13": Bilingual("河北", "Hebei"),
    "14": Bilingual("山西", "Shanxi"), "15": Bilingual("内蒙古", "Inner Mongolia"),
    "21": Bilingual("辽宁", "Liaoning"), "22": Bilingual("吉林", "Jilin"), "23": Bilingual("黑龙江", "Heilongjiang"),
    "31": Bilingual("上海", "Shanghai"), "32": Bilingual("江苏", "Jiangsu"), "33": Bilingual("浙江", "Zhejiang"),
    "34": Bilingual("安徽", "Anhui"), "35": Bilingual("福建", "Fujian"), "36": Bilingual("江西", "Jiangxi"),
    "37": Bilingual("山东", "Shandong"), "41": Bilingual("河南", "Henan"), "42": Bilingual("湖北", "Hubei"),
    "43": Bilingual("湖南", "Hunan"), "44": Bilingual("广东", "Guangdong"), "45": Bilingual("广西", "Guangxi"),
    "46": Bilingual("海南", "Hainan"), "50": Bilingual("重庆", "Chongqing"), "51": Bilingual("四川", "Sichuan"),
    "52": Bilingual("贵州", "Guizhou"), "53": Bilingual("云南", "Yunnan"), "54": Bilingual("西藏", "Tibet"),
    "61": Bilingual("陕西", "Shaanxi"), "62": Bilingual("甘肃", "Gansu"), "63": Bilingual("青海", "Qinghai"),
    "64": Bilingual("宁夏", "Ningxia"), "65": Bilingual("新疆", "Xinjiang"), "71": Bilingual("台湾", "Taiwan"),
    "81": Bilingual("香港", "Hong Kong"), "82": Bilingual("澳门", "Macao"),
}  # fmt: skip
WHOLE: Final = (2, 4, 6)
"""Digits of a code of a province, a prefecture, a county."""


def province(code: str) -> Bilingual | None:
    """The province in which a region lies; None: this is no region's code."""
    return PROVINCES.get(code[:2]) if code.isascii() and code.isdigit() and len(code) in WHOLE else None
