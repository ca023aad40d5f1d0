"""Remind 提醒: a courier is told how much of the day's work is not signed yet. Once in a while, not at every click."""

from __future__ import annotations

from typing import Final

from tuotou.operations.figures.outlet_today import Outlet, outlet_today
from tuotou.operations.live.watch import Watch
from tuotou.operations.notices.facts import Fact, Hearer, announce
from tuotou.operations.warnings.handling import CannotDo, Hand
from tuotou.store.models import AuditEntry, Notice
from tuotou.store.whole import writing

PAUSE: Final = 15 * 60_000_000
"""µs within which nobody is reminded twice of the same."""


def remind(watch: Watch, outlet: Outlet, person: str, hand: Hand) -> int:
    """Tell a courier of what is out with them; of how many parcels. Raises `CannotDo`."""
    count = sum(load.unsigned for load in outlet_today(outlet).loads if load.person == person)
    if not person or not count:
        raise CannotDo("there is nothing to remind of", "choose a courier with parcels that are not signed")
    with writing():
        mine = Notice.objects.filter(person=person, kind="reminder", site=outlet.unit)
        if mine.filter(created_at__gt=hand.now - PAUSE).exists():
            raise CannotDo("they were reminded a moment ago", "wait a quarter of an hour")
        key, said = f"reminder:{outlet.unit}:{hand.now}", {"count": count, "by": hand.by}
        fact = Fact(key, "reminder", "normal", site=outlet.unit, parameters=said, urgent=True)
        announce(watch.response.notices, [Hearer(fact, person, "courier")], hand.now)
        AuditEntry.objects.create(
            at=hand.now, who=hand.by, act="courier.remind", what=f"person {person}", details={"parcels": count}
        )
    return count
