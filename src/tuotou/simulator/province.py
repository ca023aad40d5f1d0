"""A company of one province: three hubs, sixty outlets in six areas, four hundred couriers. The places are real."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from tuotou.simulator.company import Company, ways
from tuotou.simulator.place import City, Spot

HUBS: Final = (
    City("NJ", "320100", 118.872, 31.946),  # 南京
    City("SZ", "320500", 120.702, 31.372),  # 苏州
    City("XZ", "320300", 117.262, 34.201),  # 徐州
)
COURIERS: Final = 400
EVERY: Final = 3  # of so many outlets of an area one is of the first level
DRIVERS: Final = 2  # of a site
FLEET: Final = 40  # vehicles of a hub and its outlets
PLACES: Final = """
320102 118.778 32.043 玄武新街口 Xinjiekou
320106 118.770 32.066 鼓楼湖南路 Hunan Road
320104 118.788 32.021 秦淮夫子庙 Fuzimiao
320105 118.727 32.008 建邺奥体 Nanjing Olympic Centre
320114 118.765 31.978 雨花软件谷 Yuhua Software Valley
320113 118.923 32.102 栖霞仙林 Xianlin
320115 118.820 31.933 江宁百家湖 Baijiahu
320111 118.628 32.058 浦口江浦 Jiangpu
320116 118.840 32.342 六合雄州 Xiongzhou
320117 119.028 31.653 溧水永阳 Yongyang
321102 119.470 32.198 镇江京口 Jingkou
321111 119.411 32.195 镇江润州 Runzhou
321181 119.577 32.001 丹阳云阳 Danyang
321183 119.168 31.945 句容华阳 Jurong
321002 119.432 32.394 扬州广陵 Guangling
321003 119.398 32.377 扬州邗江 Hanjiang
321012 119.570 32.434 江都仙女 Jiangdu
321202 119.919 32.491 泰州海陵 Hailing
321282 120.268 32.015 靖江靖城 Jingjiang
321281 119.852 32.910 兴化昭阳 Xinghua
320508 120.622 31.312 姑苏观前 Guanqian
320508 120.633 31.326 姑苏平江 Pingjiang
320571 120.668 31.315 园区湖西 SIP Lakeside West
320571 120.728 31.273 园区独墅湖 Dushu Lake
320505 120.552 31.300 虎丘枫桥 Fengqiao
320506 120.510 31.262 吴中木渎 Mudu
320509 120.650 30.905 吴江盛泽 Shengze
320583 120.958 31.386 昆山玉山 Kunshan Yushan
320583 121.103 31.302 昆山花桥 Kunshan Huaqiao
320581 120.744 31.656 常熟虞山 Changshu Yushan
320213 120.303 31.566 无锡梁溪 Liangxi
320211 120.284 31.527 无锡滨湖 Binhu
320214 120.364 31.491 无锡新吴 Xinwu
320281 120.285 31.920 江阴澄江 Jiangyin
320282 119.823 31.340 宜兴宜城 Yixing
320402 119.974 31.779 常州天宁 Tianning
320412 119.942 31.701 常州武进 Wujin
320613 120.857 32.010 南通崇川 Chongchuan
320614 121.182 31.871 南通海门 Haimen
320681 121.657 31.808 启东汇龙 Qidong
320302 117.186 34.288 徐州鼓楼 Xuzhou Gulou
320303 117.251 34.253 徐州云龙 Yunlong
320311 117.194 34.244 徐州泉山 Quanshan
320312 117.169 34.180 徐州铜山 Tongshan
320382 117.959 34.339 邳州运河 Pizhou
320381 118.355 34.369 新沂新安 Xinyi
320324 117.941 33.913 睢宁睢城 Suining
321302 118.243 33.963 宿迁宿城 Sucheng
321311 118.331 33.947 宿迁宿豫 Suyu
321322 118.804 34.111 沭阳沭城 Shuyang
320706 119.164 34.572 连云港海州 Haizhou
320703 119.339 34.760 连云港连云 Lianyun
320722 118.753 34.542 东海牛山 Donghai
320812 119.027 33.553 淮安清江浦 Qingjiangpu
320804 119.035 33.632 淮安淮阴 Huaiyin
320803 119.141 33.503 淮安淮城 Huaicheng
320902 120.197 33.391 盐城亭湖 Tinghu
320903 120.154 33.338 盐城盐都 Yandu
320904 120.501 33.200 盐城大丰 Dafeng
320981 120.320 32.868 东台城区 Dongtai
"""
"""Of each outlet the county (GB/T 2260), where it lies (WGS-84), its names; ten to an area, two areas to a hub."""
AREAS: Final = (
    ("NJ", "南京片区", "Nanjing area"),
    ("ZY", "镇扬泰片区", "Zhenjiang, Yangzhou and Taizhou area"),
    ("SZ", "苏州片区", "Suzhou area"),
    ("XC", "锡常通片区", "Wuxi, Changzhou and Nantong area"),
    ("XZ", "徐宿片区", "Xuzhou and Suqian area"),
    ("YL", "盐淮连片区", "Yancheng, Huai'an and Lianyungang area"),
)
"""How the sites of an area are called, and the area."""
OF_AREA: Final = 10


def found_province(parcels: int) -> Company:
    """The company, sending so many parcels on an average day."""
    hubs, spots = len(HUBS), tuple(_spots())
    order = np.arange(len(spots))
    site = hubs + order
    minutes, air = ways(HUBS)
    return Company(
        cities=HUBS,
        city=np.concatenate([np.arange(hubs), order * hubs // len(spots)]),
        franchisee=np.concatenate([np.arange(hubs), site - order % OF_AREA % EVERY]),
        couriers=np.concatenate(
            [np.zeros(hubs, np.int64), np.diff(np.arange(len(spots) + 1) * COURIERS // len(spots))]
        ),
        parcels=parcels,
        peak=False,
        codes=pl.Series([*(f"HUB{n + 1}" for n in range(hubs)), *(spot.code for spot in spots)]),
        minutes=minutes,
        air=air,
        spots=spots,
        drivers=DRIVERS,
        fleet=FLEET,
    )


def _spots() -> Iterator[Spot]:
    for place, line in enumerate(PLACES.strip().splitlines()):
        region, lng, lat, zh, en = line.split(maxsplit=4)
        letters = AREAS[place // OF_AREA][0]
        yield Spot(f"{letters}{place % OF_AREA + 1:02d}", zh, en, letters, region, float(lng), float(lat))
