"""A process of its own, to be killed: it tells many people many things and sends them, until nothing is left.

    python -m tests.notices.worker FILE COUNT BEGAN

Killed anywhere and begun again it goes on. Its clock begins at eight in the morning, at BEGAN (µs) of
the machine's, and goes fifty times as fast.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import django

PEOPLE = 40
SPEED = 50
CHUNK = 40


def main(path: Path, count: int) -> None:
    """All facts, a chunk at a time, and what runs by itself between them."""
    from tests.live.warned import response

    from tuotou.operations.notices.compose import compose
    from tuotou.operations.notices.route import route
    from tuotou.operations.notices.send import send
    from tuotou.store.models import Enclosure, Letter, Notice
    from tuotou.store.organisation import Organisation

    _install(path)
    done = Notice.objects.count()
    while True:
        _announce(range(done, min(done + CHUNK, count)))
        done = min(done + CHUNK, count)
        route(response(), Organisation.at, _clock(), 100)
        compose(response(), _clock(), 5)
        send(response(), _clock)
        print(done, flush=True)  # noqa: T201
        left = Letter.objects.filter(next_try_at__isnull=False), Enclosure.objects.filter(letter=None)
        if done == count and not any(some.exists() for some in left) and not Notice.objects.filter(state="waiting"):
            break


def _clock() -> int:
    from tests.notices.cast import at

    return at("08:00") + (time.time_ns() // 1_000 - int(sys.argv[3])) * SPEED


def _announce(numbers: range) -> None:
    from tests.live.warned import response

    from tuotou.operations.notices.facts import Fact, Hearer, announce
    from tuotou.store.whole import wholly

    hearers = [
        Hearer(
            Fact(
                f"f{n}",
                "told",
                "red_line" if n % 20 == 0 else "serious",
                parameters={"what": f"事 {n}"},
                urgent=n % 20 == 0,
            ),
            f"P{n % PEOPLE}",
        )
        for n in numbers
    ]
    wholly(lambda: announce(response().notices, hearers, _clock()))


def _install(path: Path) -> None:
    """Everybody has the chat app, once."""
    from tests.live.warned import response
    from tests.notices.cast import hand

    from tuotou.operations.notices.channels import add_channel
    from tuotou.operations.notices.contacts import set_contact
    from tuotou.store.models import Channel, Contact, Person

    if not Channel.objects.exists():
        add_channel(response().notices, "chat", "file", {"path": str(path)}, hand())
    Person.objects.bulk_create(
        [Person(staff_number=f"P{n}", name=f"P{n}") for n in range(PEOPLE)], ignore_conflicts=True
    )
    known = set(Contact.objects.values_list("person", flat=True))
    for who in (f"P{n}" for n in range(PEOPLE) if f"P{n}" not in known):
        set_contact(who, "chat", who, hand())


def begin() -> None:
    """As `tuotou serve` begins, with the channel of tests."""
    django.setup()
    from django.conf import settings
    from tests.notices.file_channel import KIND

    from tuotou.notices.shipped import KINDS

    settings.SECRET_KEY = "tests " * 10
    KINDS["file"] = KIND  # type: ignore[index]


if __name__ == "__main__":
    begin()
    main(Path(sys.argv[1]), int(sys.argv[2]))
