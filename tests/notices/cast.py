"""Who works where in tests of notices: two outlets, a hub, their area, headquarters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.live.warned import Said, parcels, promised, response

from tuotou.operations.notices.channels import add_channel, give_group
from tuotou.operations.notices.compose import compose
from tuotou.operations.notices.contacts import set_contact
from tuotou.operations.notices.route import route
from tuotou.operations.notices.send import send
from tuotou.operations.notices.tell import tell
from tuotou.operations.warnings.handling import Hand
from tuotou.operations.warnings.warn import warn
from tuotou.store.models import Belonging, Duty, Notice, Person, Post, Unit, Warning
from tuotou.store.organisation import Organisation

MINUTE = 60_000_000
HOUR = 60 * MINUTE
ADMIN = "AD01"
OUT, THROWN, SORTED = "out-by-wave", "parcel-thrown-high", "hub-sorted-8h"
UNITS = (("HQ", "总部", "hq", None), ("AREA1", "苏州片区", "area", "HQ"), ("OUT1", "园区一部", "outlet", "AREA1"),
         ("OUT2", "园区二部", "outlet", "AREA1"), ("HUB1", "苏州分拨", "hub", "AREA1"))  # fmt: skip
POSTS = (("OM01", "李明", "OUT1", "outlet_manager"), ("OA01", "王红", "OUT1", "outlet_agent"),
         ("OM02", "张强", "OUT2", "outlet_manager"), ("OA02", "周宁", "OUT2", "outlet_agent"),
         ("HM01", "赵刚", "HUB1", "hub_manager"), ("AM01", "赵敏", "AREA1", "area_manager"),
         ("AQ01", "钱进", "AREA1", "area_quality"), ("HQ01", "陈总", "HQ", "management"),
         (ADMIN, "孙亮", "HQ", "admin"))  # fmt: skip


def at(text: str) -> int:
    """Beijing time of 2026-05-01, or with another date before it, as µs UTC."""
    day, _, time = text.rpartition(" ")
    local = datetime.fromisoformat(f"{day or '2026-05-01'} {time}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    return int(local.timestamp()) * 1_000_000


def company() -> None:
    units = {code: Unit.objects.create(code=code, name=name, kind=kind) for code, name, kind, _ in UNITS}
    for code, _, _, parent in UNITS:
        if parent:
            Belonging.objects.create(unit=units[code], parent=units[parent])
    for number, name, unit, role in POSTS:
        person = Person.objects.create(staff_number=number, name=name, mobile=f"1380000{number[-2:]}11")
        Post.objects.create(person=person, unit=units[unit], role=role)


def on_duty(person: str, unit: str, role: str, hours: tuple[str, str], deputy: str | None = None) -> None:
    people = {one.staff_number: one for one in Person.objects.all()}
    place = Unit.objects.get(code=unit)
    Duty.objects.create(
        unit=place, role=role, person=people[person], deputy=people[deputy] if deputy else None,
        since=at(hours[0]), until=at(hours[1]),
    )  # fmt: skip


def hand(now: int = 0) -> Hand:
    return Hand(ADMIN, now or at("09:00"))


def channel(name: str, folder: Path, limit: int | None = None, people: Sequence[str] = (), unit: str = "") -> Path:
    """A channel to people, or into the group of a unit; the file that it writes."""
    path = folder / f"{name}.jsonl"
    given = {"path": str(path)} | ({"letters": str(limit)} if limit else {})
    installed = add_channel(response().notices, name, "file", given, hand())
    if unit:
        installed.way = "group"
        installed.save()
        give_group(name, unit, "zh", hand())
    for person in people:
        set_contact(person, name, f"chat-{person}", hand())
    return path


@dataclass(eq=False)
class Clock:
    """A clock that tests turn."""

    now: int

    def __call__(self) -> int:
        return self.now


def late(count: int, site: str = "OUT1", now: int = 0, standard: str = OUT) -> Warning:
    """So many parcels of a site are late."""
    now = now or at("09:00")
    prefix = f"{standard[:3]}{site}{now % 10**11}".upper()
    promised(parcels(count, prefix=prefix), standard, site, Said(due_at=now))
    warn(response(), now)
    return Warning.objects.filter(standard=standard, site=site).latest("pk")


def said(now: int) -> None:
    """Everything up to the letters, as the jobs do it."""
    while tell(response(), Organisation.at, now):
        pass
    while route(response(), Organisation.at, now):
        pass
    while compose(response(), now):
        pass


def sent(clock: Clock) -> None:
    while send(response(), clock):
        pass


def told(person: str | None = None) -> list[tuple[str, str, str]]:
    """Who was told what, and where it stands."""
    found = Notice.objects.filter(person=person) if person else Notice.objects.all()
    return [(one.person, one.kind, one.state) for one in found.order_by("pk")]
