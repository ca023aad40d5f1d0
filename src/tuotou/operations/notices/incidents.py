"""Incidents 突发: those concerned are told at once; that they were is an event, by which the promise to do so is kept.

Headquarters, the site that the trip goes to next, and the outlets that bags on board go to. Shippers are told by their
own systems.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import polars as pl
from django.db.models import Q

from tuotou.core.notices.rules import NoticeRules
from tuotou.core.trail.event import conform
from tuotou.core.working_time.instant import DAY
from tuotou.handbook.response import Response
from tuotou.operations.notices.facts import Fact, Hearer, announce
from tuotou.store.held import hold_ids
from tuotou.store.models import Cause, Membership, Notice
from tuotou.store.models.letter import SENT
from tuotou.store.organisation import Organisation
from tuotou.store.packing import columns_of
from tuotou.store.whole import wholly

Record = Callable[[pl.DataFrame], pl.DataFrame]
"""Records events, and returns those that were refused."""
AUDIENCES: Final = {"hq": ("hq_quality",), "next_site": ("shift_leader", "hub_manager"), "outlet": ("outlet_manager",)}
"""Who is told → as what: the first of these roles that the unit has."""
OUTLETS: Final = ("outlet", "sub_outlet", "contract_area")
ABOARD: Final = 1_000
"""Bags that are asked where they go."""
RECORDED: Final = "recorded"


def tell_incidents(response: Response, company: Callable[[int], Organisation], now: int) -> int:
    """Tell of the incidents of the last day that stand. Returns how many people are told something new."""

    def due() -> int:
        standing = Cause.objects.filter(rule__in=response.notices.incidents, released_at=None, began_at__gt=now - DAY)
        fresh = standing.exclude(warning__notices__kind="incident").select_related("subject", "warning")
        causes = [cause for cause in fresh if cause.subject is not None]
        here = company(now) if causes else None
        hearers = [one for cause in causes if here is not None for one in _hearers(response, here, cause)]
        return len(announce(response.notices, hearers, now))

    return wholly(due)


def record_told(rules: NoticeRules, record: Record, now: int) -> int:
    """Record of the incidents of the last day who was told: a letter left, or the notice was read in the inbox.

    Killed between recording and noting it, it records the same event once more, which changes nothing.
    """
    causes = Cause.objects.filter(rule__in=rules.incidents, began_at__gt=now - DAY, subject__isnull=False)
    of = {cause.warning_id: cause for cause in causes.select_related("subject")}
    reached = Q(read_at__isnull=False) | Q(enclosures__letter__state=SENT)
    told = Notice.objects.filter(reached, warning__in=of, kind="incident").exclude(note=RECORDED)
    rows = [(one, of[one.warning_id]) for one in told.order_by("pk").distinct() if one.warning_id is not None]
    events = {row["id"]: row for one, cause in rows if (row := _event(one, cause, now))}
    if events:
        record(_events([*events.values()]))
    wholly(lambda: Notice.objects.filter(pk__in=[one.pk for one, _ in rows]).update(note=RECORDED))
    return len(events)


def _hearers(response: Response, company: Organisation, cause: Cause) -> Iterator[Hearer]:
    for audience, unit in _concerned(response, company, cause):
        parameters = {"cause": cause.key, "subject": _number(cause), "at": cause.began_at, "audience": audience}
        fact = Fact(
            key=f"incident:{cause.pk}:{audience}:{unit}", kind="incident", level="serious", site=cause.site or unit,
            warning=cause.warning_id, parameters=parameters, urgent=True,
        )  # fmt: skip
        called = (company.on_duty(unit, role) for role in AUDIENCES[audience])
        people = next((some for some in called if some and some[0].unit == unit), company.on_duty(unit, "admin"))
        yield from (Hearer(fact, one.staff_number, one.role) for one in people)


def _concerned(response: Response, company: Organisation, cause: Cause) -> Iterator[tuple[str, str]]:
    """Audience and unit."""
    if company.top is not None:
        yield "hq", company.top
    columns = columns_of(response.handbook.vocabulary, ("to_site", "destination"))
    aboard = Membership.objects.filter(container=cause.subject_id).values_list("subject", flat=True)[:ABOARD]
    ids = [int(cause.subject_id or 0), *aboard]
    trails = hold_ids(ids, columns, "read").events.sort("at")
    trip = trails.filter(subject=_number(cause))
    stops = [unit for site in _values(trip, "to_site")[-1:] if (unit := company.unit_of(site))]
    yield from (("next_site", unit) for unit in stops)
    goes_to = {unit for site in _values(trails, "destination") if (unit := company.unit_of(site))}
    outlets = {unit for unit in (*stops, *goes_to) if company.units[unit].kind in OUTLETS}
    yield from (("outlet", unit) for unit in sorted(outlets))


def _values(events: pl.DataFrame, name: str) -> list[str]:
    return events[name].drop_nulls().to_list() if name in events.columns else []


def _event(one: Notice, cause: Cause, now: int) -> dict[str, Any] | None:
    """That an audience was told, when the first letter left or somebody read it."""
    sent = one.enclosures.filter(letter__state=SENT).values_list("letter__sent_at", flat=True)
    times = [at for at in (one.read_at, *sent) if at is not None]
    if not times:
        return None
    audience = str(one.parameters["audience"])
    return {
        "subject_kind": "trip", "subject": _number(cause), "id": f"told-{cause.pk}-{audience}", "kind": "incident_told",
        "at": min(*times, now), "source": "office", "audience": audience, "channel": "app",
    }  # fmt: skip


def _events(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    return conform(pl.DataFrame(list(rows)).with_columns(pl.col("at").cast(pl.Datetime("us", "UTC"))))


def _number(cause: Cause) -> str:
    return cause.subject.number if cause.subject else ""
