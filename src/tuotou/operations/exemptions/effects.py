"""What follows from an exemption: events on the trails it touches, a chunk at a time, until nothing it touches is left.

The exemption's own row is the queue: `work_at` says when to go on. A chunk is one transaction; the events have ids that
follow from the exemption, so whoever is killed, or comes twice, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from tuotou.core.standards.limited import naming
from tuotou.core.standards.selector import kinds_of
from tuotou.core.standards.wall_clock import CHINA
from tuotou.core.trail.event import conform
from tuotou.core.working_time.instant import DAY
from tuotou.handbook.response import Response
from tuotou.store.models import Exempted, Exemption, ExemptionStep, Promise, Subject
from tuotou.store.models.exemption import APPROVED, FILED, REJECTED, WITHDRAWN
from tuotou.store.whole import wholly

Record = Callable[[pl.DataFrame], pl.DataFrame]
"""Records events, and returns those that were refused."""

AGAIN: Final = 10 * 60_000_000
"""µs until an approved exemption is looked at again: more of what it touches may have come."""
AFTER: Final = 3 * DAY
"""For so long after its period what opened in it may still break."""
MISSED: Final = ("at_risk", "broken", "kept_late")
SAID: Final = {FILED: "exemption_filed", REJECTED: "exemption_refused", WITHDRAWN: "retracted"}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def see_to_exemptions(response: Response, record: Record, now: int, limit: int = 1_000) -> int:
    """One chunk of what is to be done by `now` (µs UTC). Returns how many events were recorded; 0: nothing is left."""

    def chunk() -> int:
        waiting = Exemption.objects.filter(work_at__lte=now).order_by("work_at", "pk")
        while (one := waiting.select_for_update(skip_locked=True).first()) is not None:
            done = _chunk(response, one, record, now, limit)
            one.save(update_fields=["said", "work_at"])
            if done:
                return done
        return 0

    return wholly(chunk)


def _chunk(response: Response, one: Exemption, record: Record, now: int, limit: int) -> int:
    """What is first to be done for one exemption; where nothing is, when to look again."""
    if one.said != one.state:
        rows = list(_site_rows(one, now))
        one.said = one.state
        if rows:
            _record(one, record, rows, now)
            return len(rows)
    rows = []
    if one.state == APPROVED:
        rows = _approval_rows(response, one, now, limit)
    elif one.state == WITHDRAWN:
        rows = _retraction_rows(one, now, limit)
    if rows:
        _record(one, record, rows, now)
    else:
        again = one.state == APPROVED and now < one.period_to + AFTER
        one.work_at = now + AGAIN if again else None
    return len(rows)


def _record(one: Exemption, record: Record, rows: Sequence[dict[str, Any]], now: int) -> None:
    refused = record(_events(rows))
    if refused.height:
        details = {"refused": refused.height, "of": len(rows), "reasons": _reasons(refused)}
        ExemptionStep.objects.create(exemption=one, at=now, who="system", act="spread", details=details)


def _reasons(refused: pl.DataFrame) -> list[str]:
    words = [name for name in ("reason", "what") if name in refused.columns]
    return [str(word) for name in words[:1] for word in refused[name].unique().head(5)]


def _events(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """The events as the store takes them; instants in `rows` are µs."""
    instants = pl.col("at", "period_from", "period_to").cast(pl.Int64).cast(pl.Datetime("us", "UTC"))
    return conform(pl.DataFrame(list(rows), infer_schema_length=None).with_columns(instants))


def _site_rows(one: Exemption, now: int) -> Iterator[dict[str, Any]]:
    """What was filed or decided, on the shifts of the sites of each day of the period: standards judge who files."""
    kind = SAID.get(one.state, "exemption_approved")
    if one.state == WITHDRAWN and one.said != APPROVED:
        return
    for site in one.sites:
        for day in _days(one):
            yield _row(one, kind, "shift", f"{site}/{day}", now) | {"site": site}


def _days(one: Exemption) -> Iterator[date]:
    """The local days of the period."""
    zone = ZoneInfo(CHINA)
    ends = (_EPOCH + timedelta(microseconds=at) for at in (one.period_from, one.period_to))
    first, last = (each.astimezone(zone).date() for each in ends)
    return (first + timedelta(days=turn) for turn in range((last - first).days + 1))


def _approval_rows(response: Response, one: Exemption, now: int, limit: int) -> list[dict[str, Any]]:
    """The next subjects it touches, with the event that voids; noted as touched."""
    event = response.exemptions[one.kind].event
    subjects = _touched(response, one, event, limit)
    rows = [_row(one, event, kind, number, now) for _, kind, number in subjects]
    noted = [Exempted(exemption=one, subject_id=id) for id, _, _ in subjects]
    Exempted.objects.bulk_create(noted, ignore_conflicts=True)
    return rows


def _touched(response: Response, one: Exemption, event: str, limit: int) -> list[tuple[int, str, str]]:
    """Subjects that it touches and that do not know yet: (id, kind, number).

    Those named; else those of whose promises, answered for by its sites and meeting its period, one was missed or is
    about to be, and is such as this event voids.
    """
    fresh = Subject.objects.filter(kind__in=response.handbook.vocabulary.kinds[event].subjects)
    fresh = fresh.exclude(pk__in=Exempted.objects.filter(exemption=one).values("subject"))
    if one.parcels:
        fresh = fresh.filter(kind="parcel", number__in=one.parcels)
    else:
        missed = Promise.objects.filter(site__in=one.sites, status__in=MISSED, due_at__gte=one.period_from)
        missed = missed.filter(opens_at__lt=one.period_to, standard__in=voided(response, one, event))
        fresh = fresh.filter(pk__in=missed.values("subject"))
    return list(fresh.order_by("pk").values_list("pk", "kind", "number")[:limit])


def voided(response: Response, one: Exemption, event: str) -> list[str]:
    """The standards that an event voids, of those it was filed for."""
    found = [
        id
        for id, versions in response.handbook.by_id.items()
        if any(event in kinds_of(version.void_if) for version in versions)
    ]
    return [id for id in found if id in one.standards] if one.standards else found


def _retraction_rows(one: Exemption, now: int, limit: int) -> list[dict[str, Any]]:
    """The next subjects whose event is taken back: what it voided holds again."""
    there = Exempted.objects.filter(exemption=one).order_by("pk").select_related("subject").defer("subject__trail")
    batch = list(there[:limit])
    Exempted.objects.filter(pk__in=[each.pk for each in batch]).delete()
    return [_row(one, "retracted", each.subject.kind, each.subject.number, now) for each in batch]


def _row(one: Exemption, event: str, kind: str, number: str, now: int) -> dict[str, Any]:
    """An event of an exemption. It happened when it was filed or decided."""
    voids = event not in SAID.values()
    word = "approved" if voids else event.rpartition("_")[2]
    row = {
        "subject_kind": kind,
        "subject": number,
        "id": _id(one, word),
        "kind": event,
        "at": one.filed_at if event == SAID[FILED] else (one.decided_at or now),
        "site": None,
        "person": one.filed_by if event == SAID[FILED] else one.decided_by,
        "source": "office",
        "reason": one.kind,
        "period_from": one.period_from,
        "period_to": one.period_to,
        "standards": naming(one.standards),
        "exemption": None,
        "approved_by": None,
        "reference": None,
        "retracts": None,
    }
    if event == "retracted":
        gone = {"period_from": None, "period_to": None, "standards": None, "retracts": _id(one, "approved")}
        return row | gone | {"at": now, "reason": "withdrawn"}
    if event == "force_majeure_declared":
        return row | {"reference": _id(one, "filed")}
    return row | {"exemption": _id(one, "filed"), "approved_by": one.decided_by if voids else None}


def _id(one: Exemption, word: str) -> str:
    return f"exemption-{one.pk}-{word}"
