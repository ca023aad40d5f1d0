"""The streams of facts that leave the house, each read from a place on: events, verdicts, steps of warnings.

A place is passed only when nothing that lies before it can still appear (`store.settled`, `store.recording.past`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

from django.db.models import Min, Q

from tuotou.operations.deliveries.fact import Fact, iso, unnamed
from tuotou.operations.deliveries.wants import EVENTS, VERDICTS, WARNINGS
from tuotou.store.models import RecordedEvent, Verdict, Warning, WarningStep
from tuotou.store.recording import Clock, past
from tuotou.store.settled import settled
from tuotou.store.veiled import looks_veiled

SPAN: Final = 3_600_000_000
"""µs of the log that are looked through at once by who has been away."""
STATUS: Final = {"at_risk": "verdict.at_risk", "broken": "verdict.broken", "kept_late": "verdict.kept_late"}


class Place(NamedTuple):
    """How far a stream was read."""

    at: int  # µs UTC; 0 where it is read by number
    row: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some facts in their order, and how far they go."""

    facts: Sequence[Fact]
    until: Place


class Stream(Protocol):
    """Facts that only ever come on."""

    @property
    def name(self) -> str:
        """What places in it are stored under."""

    @property
    def topics(self) -> Sequence[str]:
        """Of what it holds facts."""

    def end(self, clock: Clock) -> Place | None:
        """How far it can be read now; None: not now."""

    def read(self, after: Place, end: Place, limit: int) -> Page:
        """The next facts after a place."""


class _Events:
    name: Final = "events"
    topics: Final = EVENTS

    def end(self, clock: Clock) -> Place:
        return Place(past(clock), 0)

    def read(self, after: Place, end: Place, limit: int) -> Page:
        """In the order of recording; those of the instant `end` itself come next time."""
        until = min(end.at, after.at + SPAN)
        mine = RecordedEvent.objects.filter(recorded_at__gte=after.at, recorded_at__lt=until)
        mine = mine.filter(Q(recorded_at__gt=after.at) | Q(seq__gt=after.row))
        rows = list(mine.order_by("recorded_at", "seq")[:limit])
        full = len(rows) == limit
        return Page(
            [_event(row) for row in rows], Place(rows[-1].recorded_at, rows[-1].seq) if full else Place(until, 0)
        )


class _Verdicts:
    name: Final = "verdicts"
    topics: Final = VERDICTS

    def end(self, clock: Clock) -> Place | None:
        return _by_number(settled(Verdict))

    def read(self, after: Place, end: Place, limit: int) -> Page:
        mine = Verdict.objects.filter(pk__gt=after.row, pk__lte=end.row).order_by("pk")
        rows = list(mine.select_related("promise__subject").defer("promise__subject__trail")[:limit])
        facts = [_verdict(row) for row in rows if not row.promise.trial]
        return Page(facts, Place(0, rows[-1].pk) if len(rows) == limit else end)


class _Steps:
    name: Final = "warnings"
    topics: Final = WARNINGS

    def end(self, clock: Clock) -> Place | None:
        return _by_number(settled(WarningStep))

    def read(self, after: Place, end: Place, limit: int) -> Page:
        mine = WarningStep.objects.filter(pk__gt=after.row, pk__lte=end.row).order_by("pk")
        rows = list(mine.select_related("warning")[:limit])
        return Page([*_steps(rows)], Place(0, rows[-1].pk) if len(rows) == limit else end)


STREAMS: Final[Sequence[Stream]] = (_Events(), _Verdicts(), _Steps())


def _by_number(row: int | None) -> Place | None:
    return None if row is None else Place(0, row)


def _event(row: RecordedEvent) -> Fact:
    """Without what no word of the vocabulary names: nobody knows what stands there; and without what is veiled."""
    said: Mapping[str, Any] = json.loads(row.body or "{}")
    plain = {name: value for name, value in said.items() if name not in ("id", "attrs") and not looks_veiled(value)}
    attributes = {name: unnamed(value) for name, value in plain.items()}
    body = {
        "subject_kind": row.subject_kind,
        "subject": row.subject,
        "id": row.id,
        "kind": row.kind,
        "at": iso(row.at),
        "recorded_at": iso(row.recorded_at),
        "site": row.site,
        "person": row.person,
        "source": row.source,
        "attributes": attributes,
    }
    return Fact(
        topic="event.recorded",
        about=f"{row.subject_kind}:{row.subject}",
        since=row.recorded_at,
        body=body,
        site=row.site or "",
        subject_kind=row.subject_kind,
        subject=row.subject,
        kind=row.kind,
        id=row.id,
    )


def _verdict(row: Verdict) -> Fact:
    promise, subject = row.promise, row.promise.subject
    body = {
        "promise": promise.pk,
        "subject_kind": subject.kind,
        "subject": subject.number,
        "standard": promise.standard,
        "version": row.version,
        "status": row.status,
        "level": row.level,
        "known_at": iso(row.known_at),
        "opens_at": iso(promise.opens_at),
        "due_at": iso(promise.due_at),
        "kept_at": iso(promise.kept_at),
        "site": row.site,
        "person": row.person,
    }
    return Fact(
        topic=STATUS.get(row.status, "verdict.withdrawn"),
        about=f"{subject.kind}:{subject.number}",
        since=row.written_at,
        body=body,
        site=row.site or "",
        subject_kind=subject.kind,
        subject=subject.number,
        standard=promise.standard,
    )


def _steps(rows: Sequence[WarningStep]) -> Iterator[Fact]:
    told = WarningStep.objects.filter(warning__in={row.warning_id for row in rows}, act="told").values("warning")
    first = dict(told.annotate(first=Min("pk")).values_list("warning", "first"))
    for row in rows:
        yield _step(row, row.warning, first.get(row.warning_id) == row.pk)


def _step(row: WarningStep, one: Warning, opens: bool) -> Fact:
    over = row.act == "resolved" or (row.act == "closed" and row.who != "system")
    topic = "warning.opened" if opens else "warning.resolved" if over else "warning.changed"
    body = {
        "warning": one.pk,
        "under": one.under_id,
        "standard": one.standard,
        "site": one.site,
        "cause": one.cause,
        "severity": one.severity,
        "act": row.act,
        "at": iso(row.at),
        "who": row.who,
        "step": row.step,
        "count": row.count,
        "role": row.role,
        "note": unnamed(row.note),
        "state": one.state,
        "open": one.open,
        "opened_at": iso(one.opened_at),
        "due_at": iso(one.due_at),
    }
    return Fact(topic, f"warning:{one.pk}", row.at, body, site=one.site, standard=one.standard)
