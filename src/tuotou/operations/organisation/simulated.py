"""The simulated company as sheets of an organisation, so that what its events name is somebody, somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from tuotou.core.standards.role import ROLES
from tuotou.feeds.organisation.sheets import KINDS
from tuotou.simulator.company import CLERKS, Company
from tuotou.simulator.place import City
from tuotou.simulator.province import AREAS

Cell = str | float | None
Rows = list[tuple[Cell, ...]]
HQ: Final = "HQ"
CITIES: Final[Mapping[str, str]] = {
    "320500": "苏州", "330100": "杭州", "420100": "武汉", "510100": "成都", "440100": "广州", "110000": "北京",
    "310000": "上海", "410100": "郑州", "370100": "济南", "610100": "西安", "440300": "深圳", "350200": "厦门",
    "430100": "长沙", "210100": "沈阳", "320100": "南京", "650100": "乌鲁木齐", "320300": "徐州",
}  # fmt: skip
PROVINCES: Final[Mapping[str, str]] = {
    "11": "北京", "21": "辽宁", "31": "上海", "32": "江苏", "33": "浙江", "35": "福建", "37": "山东", "41": "河南",
    "42": "湖北", "43": "湖南", "44": "广东", "51": "四川", "61": "陕西", "65": "新疆",
}  # fmt: skip
ENGLISH: Final[Mapping[str, str]] = {"320100": "Nanjing", "320500": "Suzhou", "320300": "Xuzhou"}
PROVINCES_EN: Final[Mapping[str, str]] = {"32": "Jiangsu"}
SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN: Final = "伟芳娜敏静强磊军洋勇艳杰涛明超秀霞平刚桂"
NAMES: Final = len(SURNAMES) * len(GIVEN) * (len(GIVEN) + 1)
MIXING: Final = 3_779  # has no divisor with their number in common: all come in turn, and neighbours are not alike
CREW: Final[Mapping[str, Sequence[str]]] = {
    "outlet": ("outlet_manager", "outlet_agent", "sorter", "sorter", "safety_officer"),
    "hub": ("hub_manager", "shift_leader", "shift_leader", "sorter", "safety_officer"),
    "hq": ("management", "hq_quality", "hq_quality", "claims", "tracer", "agent", "hr", "admin"),
    "province": ("management",),
    "area": ("area_manager", "area_quality"),
}
"""Kind of unit → the roles of its people 001, 002 …; couriers and drivers come on top."""
SHIFTS: Final[Mapping[str, Sequence[tuple[int, int, str, int, int]]]] = {
    "outlet": ((8, 20, "outlet_manager", 1, 2), (8, 20, "outlet_agent", 2, 3)),
    "hub": ((8, 20, "shift_leader", 2, 3), (20, 32, "shift_leader", 3, 2)),
    "hq": ((8, 20, "hq_quality", 2, 3), (20, 32, "hq_quality", 3, 2)),
}
"""Kind of unit → its shifts of a day: from, until (hours), role, person, deputy."""
DRIVER: Final = 900  # staff number of the first driver of a site
STATION: Final = 880  # of who runs its station


def simulated_sheets(company: Company, first_day: date, days: int) -> dict[str, Rows]:
    """Sheet → rows in the order of its columns; rosters for so many days."""
    made = _Sheets(company)
    return {
        "units": made.units,
        "belongings": made.belongings,
        "franchisees": made.franchisees,
        "franchises": made.franchises,
        "served_areas": made.regions,
        "people": [
            (number, _name(place), None) for place, number in enumerate(dict.fromkeys(p for p, *_ in made.posts))
        ],
        "posts": made.posts,
        "duties": list(_duties(made.staffed, first_day, days)),
        "vehicles": made.vehicles,
        "lines": made.lines,
    }


class _Sheets:
    """The company's rows, unit by unit."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self.units: Rows = [(HQ, "总部", "Headquarters", KINDS["hq"])]
        self.belongings: Rows = []
        self.franchisees: Rows = []
        self.franchises: Rows = []
        self.regions: Rows = []
        self.posts: Rows = []
        self.vehicles: Rows = []
        self.staffed: list[tuple[str, str]] = []
        self._crew("hq", HQ)
        for place, city in enumerate(company.cities):
            self._city(place, city)
        codes = company.codes.to_list()
        for site in range(company.hubs, len(codes)):
            self._outlet(site, codes)
        between = [(one, other) for one in range(company.hubs) for other in range(company.hubs) if one != other]
        self.lines: Rows = [
            (f"{codes[one]}-{codes[other]}", codes[one], codes[other], "00:30", round(company.minutes[one, other]))
            for one, other in between
        ]

    def _unit(self, kind: str, code: str, named: tuple[str, str], parent: str, *spot: float) -> None:
        self.units.append((code, *named, KINDS[kind], *spot))
        self.belongings.append((code, parent))
        self._crew(kind, code)

    def _crew(self, kind: str, code: str) -> None:
        roles = CREW["outlet" if kind == "sub_outlet" else kind]
        self.posts += [(f"{code}{number:03d}", code, ROLES[role]) for number, role in enumerate(roles, 1)]
        self.staffed.append(("outlet" if kind == "sub_outlet" else kind, code))

    def _city(self, place: int, city: City) -> None:
        """Its province, unless it is there; its areas, its hub, its vehicles."""
        province, hub = f"P{city.region[:2]}", f"HUB{place + 1}"
        if province not in (row[0] for row in self.units):
            self._unit("province", province, (PROVINCES[city.region[:2]] + "省区", _english(city.region)), HQ)
        for area, *named in self._areas(place, city):
            self._unit("area", area, (named[0], named[1]), province)
        name = CITIES[city.region]
        english = f"{name_en} hub" if (name_en := ENGLISH.get(city.region)) else f"{city.letters} hub"
        self._unit("hub", hub, (name + "分拨中心", english), province, city.lng, city.lat)
        self.vehicles += [(f"V{place * 500 + number:05d}", "厢式货车", hub) for number in range(self._company.fleet)]
        self._drivers(hub)

    def _areas(self, place: int, city: City) -> Sequence[tuple[str, str, str]]:
        """Of a city its own one, or those of a smaller company's outlets: code and names."""
        company = self._company
        if not company.spots:
            return [(f"A{city.region}", CITIES[city.region] + "片区", f"{city.letters} area")]
        mine = {company.spots[site - company.hubs].area for site in company.outlets if company.city[site] == place}
        return [(f"A-{area}", zh, en) for area, zh, en in AREAS if area in mine]

    def _outlet(self, site: int, codes: Sequence[str]) -> None:
        """An outlet under its area, or a second-level one under the outlet that answers for it."""
        code, first = codes[site], int(self._company.franchisee[site])
        area, name, english, region, *spot = self._named(site, code)
        named = name + "网点", f"Outlet {english}"
        if first == site:
            self._unit("outlet", code, named, area, *spot)
            self.franchisees.append((f"F{code}", name + "速递有限公司", f"{english} Express"))
            self.franchises.append((code, f"F{code}"))
        else:
            self._unit("sub_outlet", code, named, codes[first], *spot)
        self.regions.append((code, region))
        couriers = range(CLERKS + 1, CLERKS + 1 + int(self._company.couriers[site]))
        self.posts += [(f"{code}{number:03d}", code, ROLES["courier"]) for number in couriers]
        self._drivers(code)
        if self._company.spots and first == site:
            self.posts.append((f"{code}{STATION:03d}", code, ROLES["station_operator"]))

    def _named(self, site: int, code: str) -> tuple[str, str, str, str, float, float]:
        """The area of an outlet, its names, its region and where it lies."""
        if self._company.spots:
            spot = self._company.spots[site - self._company.hubs]
            return f"A-{spot.area}", spot.zh, spot.en, spot.region, spot.lng, spot.lat
        city = self._company.cities[int(self._company.city[site])]
        zh = CITIES[city.region] + code.removeprefix(city.letters)
        return f"A{city.region}", zh, code, city.region, city.lng, city.lat

    def _drivers(self, code: str) -> None:
        self.posts += [
            (f"{code}{number:03d}", code, ROLES["driver"]) for number in range(DRIVER, DRIVER + self._company.drivers)
        ]


def _duties(staffed: Sequence[tuple[str, str]], first_day: date, days: int) -> Iterator[tuple[Cell, ...]]:
    for kind, code in staffed:
        for begins, ends, role, person, deputy in SHIFTS.get(kind, ()):
            for day in range(days):
                since, until = (_at(first_day + timedelta(day), hour) for hour in (begins, ends))
                yield code, ROLES[role], f"{code}{person:03d}", f"{code}{deputy:03d}", since, until


def _english(region: str) -> str:
    return PROVINCES_EN.get(region[:2], f"Province {region[:2]}")


def _at(day: date, hour: int) -> str:
    return f"{day + timedelta(hour // 24)} {hour % 24:02d}:00"


def _name(place: int) -> str:
    """A name for the n-th of the people: of two signs, or of three."""
    turn, surname = divmod(place * MIXING % NAMES, len(SURNAMES))
    second, first = divmod(turn, len(GIVEN))
    return SURNAMES[surname] + GIVEN[first] + (GIVEN + " ")[second].strip()
