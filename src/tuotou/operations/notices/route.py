"""Route: a notice whose time has come goes on its ways, to the person and into the group; or stands in the inbox alone.

It is looked at anew: what was settled while its person slept calls nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tuotou.handbook.response import Response
from tuotou.operations.notices.reach import Reach, Target
from tuotou.operations.notices.settled import settled
from tuotou.store import bulk
from tuotou.store.models import Enclosure, Notice
from tuotou.store.models.notice import INBOX, ROUTED, SPARED
from tuotou.store.organisation import Organisation
from tuotou.store.whole import wholly

COLUMNS: Final = ("notice", "channel", "person", "unit", "lang", "urgent", "ready_at")
"""Of a new enclosure."""


@dataclass(frozen=True, slots=True)
class _Round:
    response: Response
    reach: Reach
    now: int


def route(response: Response, company: Callable[[int], Organisation], now: int, limit: int = 2_000) -> int:
    """Send on the notices that are due by `now` (µs UTC). Returns how many there were; 0: nothing is left."""

    def due() -> int:
        waiting = Notice.objects.filter(due_at__lte=now).order_by("due_at", "pk").select_related("warning")
        notices = list(waiting.select_for_update(skip_locked=True, of=("self",))[:limit])
        if notices:
            round = _Round(response, Reach.of({one.person for one in notices}, company(now)), now)
            enclosures = [each for one in notices for each in _enclosures(round, one)]
            bulk.upsert(Enclosure, COLUMNS, enclosures, ("notice", "channel"))
            _save(notices)
        return len(notices)

    return wholly(due)


def _save(notices: Sequence[Notice]) -> None:
    """What became of them; nearly always the same of all."""
    same = defaultdict[tuple[str, str], list[int]](list)
    for one in notices:
        same[one.state, one.note].append(one.pk)
    for (state, note), ids in sorted(same.items()):
        Notice.objects.filter(pk__in=ids).update(state=state, note=note, due_at=None)


def _enclosures(round: _Round, one: Notice) -> Sequence[bulk.Row]:
    if settled(one):
        one.state, one.note = SPARED, "settled"
        return ()
    rules = round.response.notices
    ways = round.reach.chosen(one.person, one.level) if not one.urgent else None
    ways = rules.ways(one.level, one.role) if ways is None else ways
    targets = round.reach.targets(one, ways)
    one.state, one.note = (ROUTED, "") if targets else (INBOX, "no_way" if ways else "")
    ready_at = round.now if one.urgent else round.now + rules.windows[one.level]
    return [_enclosure(one, target, ready_at) for target in targets]


def _enclosure(one: Notice, target: Target, ready_at: int) -> bulk.Row:
    """Of `COLUMNS`."""
    return (one.pk, target.channel, target.person, target.unit, target.lang, one.urgent, ready_at)
