"""What is known of a subject: its trail, what became of what was promised, and how all of it stands now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router, Schema

from tuotou.api.access import needs, who
from tuotou.api.instants import iso
from tuotou.api.pages import MOST
from tuotou.api.problem import Problem
from tuotou.api.told import told
from tuotou.clockwork.clock import clock
from tuotou.core.trail.event import INSTANT
from tuotou.operations.inquiry.promises import promises_of, said_of
from tuotou.operations.inquiry.sight import Sight, sight_of
from tuotou.operations.inquiry.standing import standing
from tuotou.operations.inquiry.trail import Event, Held, trail_of, trails_of
from tuotou.operations.live.watch import current_watch
from tuotou.store.models import Promise
from tuotou.store.veiled import looks_veiled

router = Router(tags=["subjects"])
READ: Final = needs("trails:read")
BATCH: Final = 1_000
PLAIN: Final = (
    "standard", "version", "trial", "life", "per", "opening", "void_reason", "kept_by", "status", "site",
)  # fmt: skip
"""Of a promise, what is told as it lies there."""
Kind = Annotated[str, Path(max_length=32, pattern=r"^[a-z_]+$", description="parcel, bag, trip, case …")]
Number = Annotated[str, Path(max_length=120, pattern=r"^[^\x00]+$")]
From = Annotated[int, Query(ge=0, le=2**31, description="The first of them, counted from 0 in order of recording")]
Limit = Annotated[int, Query(ge=1, le=MOST)]


class EventOut(Schema):
    """An event as it was recorded."""

    id: str
    kind: str
    at: str
    recorded_at: str
    site: str | None
    person: str | None = Field(description="`*`: somebody of another site")
    source: str | None
    attrs: dict[str, Any]


class TrailOut(Schema):
    """A trail, or a page of it."""

    subject_kind: str
    subject: str
    ended_at: str | None = Field(description="When its last life ended")
    events: list[EventOut]
    count: int = Field(description="How many there are")
    next: int | None = Field(description="`first` of the next page")


class SaidOut(Schema):
    """What was said of a promise, and since when it was so."""

    status: str
    level: int
    known_at: str


class PromiseOut(Schema):
    """A promise by its five instants, and how it stands."""

    standard: str
    version: int
    trial: bool
    life: int
    per: list[str | None]
    opening: str = Field(description="The event that opened it")
    opens_at: str
    due_at: str | None
    kept_at: str | None
    void_at: str | None
    void_reason: str | None
    kept_by: str | None
    status: str
    site: str | None = Field(description="Who answers")
    person: str | None
    doubt: bool
    estimated: bool
    said: list[SaidOut] = []


class PromisesOut(Schema):
    """Promises of one subject."""

    promises: list[PromiseOut]


class Numbers(Schema):
    """What is asked about at once."""

    subject_kind: str = Field("parcel", max_length=32, pattern=r"^[a-z_]+$")
    numbers: list[Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]] = Field(max_length=BATCH)


class Where(Schema):
    """Where one of them is."""

    subject: str
    known: bool
    last: EventOut | None = None
    ended_at: str | None = None


@router.get("/{subject_kind}/{subject}/trail", auth=READ, response=TrailOut, summary="A subject's trail")
def trail(
    request: HttpRequest, subject_kind: Kind, subject: Number, first: From = 0, limit: Limit = MOST
) -> HttpResponse:
    """All that was recorded of it, in the order of recording."""
    sight, types = sight_of(who(request).unit, clock()), _instants()
    held = _held(subject_kind, subject, sight)
    last = first + limit
    answer = {
        "subject_kind": held.kind,
        "subject": held.number,
        "ended_at": iso(held.ended_at),
        "events": [event_out(event, sight, types) for event in held.events[first:last]],
        "count": len(held.events),
        "next": last if last < len(held.events) else None,
    }
    return told(answer)


@router.get("/{subject_kind}/{subject}/promises", auth=READ, response=PromisesOut, summary="A subject's promises")
def promises(request: HttpRequest, subject_kind: Kind, subject: Number, every: bool = False) -> HttpResponse:
    """Those that were not kept in time, or may not be; `every`: all, worked out now, while it is not retired."""
    now = clock()
    sight = sight_of(who(request).unit, now)
    held = _held(subject_kind, subject, sight)
    if held.row is None:
        return told({"promises": []})
    if every:
        found = standing((held.kind, held.number), held.row, current_watch(), now)
        return told({"promises": [_standing_out(row, sight) for row in found.to_dicts()]})
    return told({"promises": [promise_out(one, sight) for one in promises_of(held.row, sight)]})


@router.post("/query", auth=READ, response=list[Where], summary="Where many subjects are")
def query(request: HttpRequest, asked: Numbers) -> HttpResponse:
    """Up to 1,000 numbers at once, answered in their order; one that may not be seen is not known."""
    sight, types = sight_of(who(request).unit, clock()), _instants()
    found = trails_of(asked.subject_kind, asked.numbers, sight)
    known = {
        number: {
            "subject": number,
            "known": True,
            "last": event_out(held.events[-1], sight, types),
            "ended_at": iso(held.ended_at),
        }
        for number, held in found.items()
    }
    blank = {"known": False, "last": None, "ended_at": None}
    return told([known.get(number, {"subject": number, **blank}) for number in asked.numbers])


def event_out(event: Event, sight: Sight, instants: frozenset[str]) -> Mapping[str, Any]:
    """An event as it is answered: what is veiled stays here."""
    plain = {name: value for name, value in event.attrs.items() if not looks_veiled(value)}
    attrs = {name: iso(value) if name in instants else value for name, value in plain.items()}
    return {
        "id": event.id,
        "kind": event.kind,
        "at": iso(event.at),
        "recorded_at": iso(event.recorded_at),
        "site": event.site,
        "person": sight.person(event.person, event.site),
        "source": event.source,
        "attrs": attrs,
    }


def promise_out(one: Promise, sight: Sight) -> Mapping[str, Any]:
    """A promise of the store as it is answered."""
    said = [{"status": v.status, "level": v.level, "known_at": iso(v.known_at)} for v in said_of(one)]
    times = {name: iso(getattr(one, name)) for name in ("opens_at", "due_at", "kept_at", "void_at")}
    return {
        **{name: getattr(one, name) for name in PLAIN},
        **times,
        "person": sight.person(one.person, one.site),
        "doubt": one.doubt,
        "estimated": one.estimated,
        "said": said,
    }


def _standing_out(row: Mapping[str, Any], sight: Sight) -> Mapping[str, Any]:
    """A promise just judged as it is answered."""
    times = {name: row[name] and row[name].isoformat() for name in ("opens_at", "due_at", "kept_at", "void_at")}
    plain = {name: row[name] for name in (*PLAIN, "doubt", "estimated")}
    return {**plain, **times, "person": sight.person(row["person"], row["site"]), "said": []}


def _held(subject_kind: str, subject: str, sight: Sight) -> Held:
    held = trail_of(subject_kind, subject, sight)
    if held is None:
        raise Problem(404, "not_found", f"nothing is known of {subject_kind} {subject}, or nothing that may be seen")
    return held


def _instants() -> frozenset[str]:
    """The attributes that are instants."""
    vocabulary = current_watch().vocabulary
    return frozenset(name for name in vocabulary.attributes if vocabulary.dtype(name) == INSTANT)
