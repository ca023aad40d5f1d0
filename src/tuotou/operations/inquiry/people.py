"""What is known of one person: the work they did, and the promises they answer for; each at sites that may be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Max, Q, QuerySet

from tuotou.operations.inquiry.sight import EVERYTHING, Sight
from tuotou.operations.inquiry.trail import Event, trail_of
from tuotou.store.models import Promise, RecordedEvent

MISSED: Final = ("broken", "kept_late")
DAY: Final = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Missed:
    """What somebody did not keep of one standard."""

    standard: str
    broken: int
    late: int
    last: int  # µs UTC: the latest was due


def work_of(person: str, sight: Sight, since: int, zone: int) -> Mapping[tuple[int, str], int]:
    """Events of theirs by local day (since 1970) and kind. `since`: µs UTC; `zone`: µs east of UTC."""
    mine = RecordedEvent.objects.filter(person=person, at__gte=since, recorded_at__gte=since)
    rows = _seen(mine, sight).annotate(day=(F("at") + zone) / DAY).values_list("day", "kind")
    return {(int(day), kind): count for day, kind, count in rows.annotate(n=Count("seq")).order_by()}


def missed_by(person: str, sight: Sight, since: int) -> Sequence[Missed]:
    """What they answer for and did not keep in time, by standard, the most first."""
    mine = promises_of(person, sight, since).values("standard")
    broken, late = Count("pk", filter=Q(status="broken")), Count("pk", filter=Q(status="kept_late"))
    rows = mine.annotate(broken=broken, late=late, last=Max("due_at")).order_by("standard")
    found = [Missed(row["standard"], row["broken"], row["late"], row["last"]) for row in rows]
    return sorted(found, key=lambda one: -(one.broken + one.late))


def promises_of(person: str, sight: Sight, since: int) -> QuerySet[Promise]:
    """The promises themselves."""
    mine = Promise.objects.filter(person=person, due_at__gte=since, status__in=MISSED, trial=False)
    found: QuerySet[Promise] = _seen(mine, sight)
    return found


def papers_of(person: str) -> Sequence[Event]:
    """Their own trail: certificates, training, checks. Whoever may see somebody may see it."""
    held = trail_of("person", person, EVERYTHING)
    return held.events if held else ()


def _seen(rows: Any, sight: Sight) -> Any:
    return rows if sight.sites is None else rows.filter(site__in=sorted(sight.sites))
