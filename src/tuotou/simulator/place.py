"""The cities that a company may serve, the first ones first: each has one hub, its outlets and its customers."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

ROADS: Final = 1.3  # a road is so many times longer than the straight line
EARTH: Final = 6371.0  # km
REMOTE: Final = ("15", "54", "63", "65")  # provinces with promises of their own
EAST: Final = ("31", "32", "33", "34")  # where the next day is sold


class City(NamedTuple):
    """A city: how its sites are called, its region code (GB/T 2260), and where it lies (WGS-84)."""

    letters: str
    region: str
    lng: float
    lat: float


class Spot(NamedTuple):
    """A site that lies elsewhere than its city: its code and names, its area and region, and where it is."""

    code: str
    zh: str
    en: str
    area: str
    region: str
    lng: float
    lat: float


CITIES: Final = (
    City("SZ", "320500", 120.59, 31.30),  # 苏州
    City("HZ", "330100", 120.16, 30.28),  # 杭州
    City("WH", "420100", 114.31, 30.59),  # 武汉
    City("CD", "510100", 104.07, 30.57),  # 成都
    City("GZ", "440100", 113.26, 23.13),  # 广州
    City("BJ", "110000", 116.41, 39.90),  # 北京
    City("SH", "310000", 121.47, 31.23),  # 上海
    City("ZZ", "410100", 113.63, 34.75),  # 郑州
    City("JN", "370100", 117.12, 36.65),  # 济南
    City("XA", "610100", 108.94, 34.34),  # 西安
    City("SN", "440300", 114.06, 22.54),  # 深圳
    City("XM", "350200", 118.09, 24.48),  # 厦门
    City("CS", "430100", 112.94, 28.23),  # 长沙
    City("SY", "210100", 123.43, 41.80),  # 沈阳
    City("NJ", "320100", 118.80, 32.06),  # 南京
    City("UR", "650100", 87.62, 43.83),  # 乌鲁木齐
)


def road_km(cities: tuple[City, ...]) -> NDArray[np.float64]:
    """[c, c] the way by road between every two cities."""
    lng, lat = np.radians([[c.lng for c in cities], [c.lat for c in cities]])
    half = np.sin((lat[:, None] - lat) / 2) ** 2
    half = half + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lng[:, None] - lng) / 2) ** 2
    return np.asarray(2 * EARTH * np.arcsin(np.sqrt(half)) * ROADS)
