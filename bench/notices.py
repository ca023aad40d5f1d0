"""Telling: a hub stands still, a hundred thousand things are to be told, and channels take twenty messages a minute."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, cast

from bench.apart import apart
from bench.archives import Scale
from bench.figure import Figure
from bench.recording import database, reachable

if TYPE_CHECKING:
    from tuotou.core.notices.rules import NoticeRules
    from tuotou.notices.channel import Limit
    from tuotou.notices.letter import Letter as Message

TITLE: Final = "Telling people"
HOW: Final = """\
One hub failure: 100,000 notices to the managers of 300 outlets, each outlet with the robot of its chat group, which
takes 20 messages a minute. Everything from the notice to the channel that has the message, by the platform's own steps
and one worker, with a clock that is turned: how long the steps take is processor time, how long the messages take to
leave is what the limits make of it. The baseline inserts 100,000 rows into the table of notices, no more."""
NOTICES: Final = 100_000
OUTLETS: Final = 300
LIMIT: Final = 20
SECOND: Final = 1_000_000
NINE: Final = 1_777_597_200 * SECOND
"""2026-05-01 09:00 in China."""


@dataclass
class Told:
    """What came of it."""

    notices: int
    seconds: dict[str, float] = field(default_factory=dict)  # step → s of this machine
    sent: dict[str, list[int]] = field(default_factory=dict)  # group → when each message left, µs
    lasted: float = 0.0  # s of the clock that is turned
    waiting: int = 0

    @property
    def messages(self) -> int:
        """How many left."""
        return sum(map(len, self.sent.values()))


def measure(scale: Scale) -> Iterator[Figure]:
    """Both databases, where they are there."""
    with TemporaryDirectory() as folder:
        for kind in ("SQLite", "PostgreSQL"):
            if kind == "PostgreSQL" and not reachable():
                continue
            with database(kind, Path(folder)) as address:
                found = apart(_of, json.dumps(address), min(NOTICES, scale.events // 200)).result
            yield from _figures(kind, json.loads(found))


def _figures(kind: str, found: dict[str, float]) -> Iterator[Figure]:
    whole = found["tell"] + found["route"] + found["compose"] + found["send"]
    yield Figure(f"{kind}: notices to channels, one worker", found["notices"] / whole, "notices/s")
    yield Figure(f"{kind}: seconds for all of them", whole, "s", 120)
    yield Figure(f"{kind}: of these, into the inboxes", found["tell"], "s")
    yield Figure(f"{kind}: 100,000 rows plainly inserted", found["plain"], "s")
    yield Figure(f"{kind}: into the inboxes, to the plain insertion", found["tell"] / found["plain"], "×", 5)
    yield Figure(f"{kind}: messages", found["messages"], "messages", 2 * OUTLETS)
    yield Figure(f"{kind}: until the last left, by the limits", found["lasted"], "s", 300)


def _of(address: str, count: int) -> str:
    """One database, in a process of its own."""
    os.environ.update(json.loads(address), DJANGO_SETTINGS_MODULE="tuotou.config.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.SECRET_KEY = "bench " * 10
    found = failure(count)
    rest = {"plain": plainly(count), "messages": found.messages, "lasted": found.lasted, "notices": found.notices}
    return json.dumps(found.seconds | rest)


def failure(count: int, outlets: int = OUTLETS) -> Told:
    """A hub stands still: so many notices, until all have left."""
    from tuotou.handbook import load
    from tuotou.handbook.response import load_response
    from tuotou.operations.notices.compose import compose
    from tuotou.operations.notices.route import route
    from tuotou.operations.notices.send import send
    from tuotou.store.models import Enclosure, Letter, Notice
    from tuotou.store.organisation import Organisation

    response, told, outlets = load_response(load()), Told(count), min(outlets, count)
    _company(response.notices, outlets, told)
    now = NINE
    told.seconds["tell"] = _timed(lambda: _announce(response.notices, count, outlets, now))
    told.seconds |= {"route": 0.0, "compose": 0.0, "send": 0.0}

    def clock() -> int:
        return now

    while Notice.objects.filter(due_at__isnull=False).exists() or Enclosure.objects.filter(letter=None).exists():
        told.seconds["route"] += _timed(lambda: _all(lambda: route(response, Organisation.at, clock())))
        told.seconds["compose"] += _timed(lambda: _all(lambda: compose(response, clock())))
        now += 5 * SECOND
    began = now
    while Letter.objects.filter(next_try_at__isnull=False).exists():
        told.seconds["send"] += _timed(lambda: _all(lambda: send(response, clock)))
        now += SECOND
    told.lasted, told.waiting = (now - began) / SECOND, Notice.objects.filter(state="waiting").count()
    return told


def plainly(count: int) -> float:
    """Seconds for so many rows of notices and nothing else."""
    from tuotou.store.models import Notice

    rows = [
        Notice(key=f"plain {n}", person=f"M{n}", kind="told", level="normal", parameters={"what": "x"}, created_at=NINE,
               state="inbox")
        for n in range(count)
    ]  # fmt: skip
    return _timed(lambda: Notice.objects.bulk_create(rows, batch_size=2_000))


@dataclass(frozen=True)
class _Robot:
    """A group that takes so many messages a minute, and counts them."""

    got: list[int]
    clock: Callable[[], int]
    limit: Limit

    def send(self, letter: Message) -> str:
        self.got.append(self.clock())
        return letter.id


def _company(rules: NoticeRules, outlets: int, told: Told) -> None:
    """Outlets with managers and robots of their groups."""
    from tuotou.notices.channel import Limit
    from tuotou.notices.kind import ChannelKind, Setting
    from tuotou.notices.shipped import KINDS
    from tuotou.store.models import Channel, ChatGroup, Person, Unit

    def opened(settings: Mapping[str, str], clock: Callable[[], int]) -> _Robot:
        return _Robot(told.sent.setdefault(settings["group"], []), clock, Limit(LIMIT, 60))

    kinds = cast("MutableMapping[str, ChannelKind]", KINDS)
    kinds["bench_robot"] = ChannelKind(
        "bench_robot", "群", "group", (Setting("group", "群", "group"),), cast(Any, opened)
    )
    Unit.objects.bulk_create([Unit(code=f"OUT{n}", name=f"网点 {n}", kind="outlet") for n in range(outlets)])
    Person.objects.bulk_create([Person(staff_number=f"M{n}", name=f"经理 {n}") for n in range(outlets)])
    channels = Channel.objects.bulk_create(
        [
            Channel(name=f"robot{n}", kind="bench_robot", way=rules.way("bench_robot"), settings={"group": f"OUT{n}"})
            for n in range(outlets)
        ]
    )
    ChatGroup.objects.bulk_create([ChatGroup(unit=f"OUT{n}", channel=one) for n, one in enumerate(channels)])


def _announce(rules: NoticeRules, count: int, outlets: int, now: int) -> None:
    from tuotou.operations.notices.facts import Fact, Hearer, announce
    from tuotou.store.whole import wholly

    standards = ("out-by-wave", "attempted-after-hub", "last-mile-same-day")
    for begin in range(0, count, 2_000):
        hearers = [
            Hearer(
                Fact(f"parcel {n}", "told", "normal", f"OUT{n % outlets}",
                     parameters={"standard": standards[n % 3], "count": 1, "due_at": now + n % 7 * SECOND}),
                f"M{n % outlets}", "outlet_manager",
            )
            for n in range(begin, min(begin + 2_000, count))
        ]  # fmt: skip
        wholly(lambda: announce(rules, hearers, now))  # noqa: B023


def _all(step: Callable[[], int]) -> None:
    while step():
        pass


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
