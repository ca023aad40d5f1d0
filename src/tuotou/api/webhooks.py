"""Webhooks: a partner looks after its own, reads what was sent, and has it sent again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from pydantic import ConfigDict

from tuotou.api.access import needs, who
from tuotou.api.instants import iso
from tuotou.api.problem import Problem
from tuotou.clockwork.clock import clock, shared_clock
from tuotou.operations.access.tokens import Caller
from tuotou.operations.deliveries import again, log, subscribers
from tuotou.operations.deliveries.subscribers import Ground, Wish, wish_of
from tuotou.operations.deliveries.wants import Wants
from tuotou.operations.deliveries.wire import Wire
from tuotou.operations.live.watch import current_watch
from tuotou.operations.warnings.handling import CannotDo, Hand, NotThere
from tuotou.store.models import Delivery, DeliveryAttempt, Subscriber
from tuotou.store.models.subscriber import ACTIVE, DELAY, DISABLED, REFUSED

SCOPE: Final = "webhooks:manage"
MICROS: Final = 1_000_000
router = Router(tags=["webhooks"], auth=needs(SCOPE))
Word = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]
Words = list[Word]


class Asked(Schema):
    """What is asked for; nothing else is understood."""

    model_config = ConfigDict(extra="forbid")


class Wanted(Asked):
    """What a webhook is told of; empty lists mean all."""

    topics: Words = Field(default=[], max_length=20)
    subject_kinds: Words = Field(default=[], max_length=50)
    kinds: Words = Field(default=[], max_length=1000)
    sites: Words = Field(default=[], max_length=1000)
    standards: Words = Field(default=[], max_length=1000)
    followed: bool = Field(default=False, description="Of a trace push: only parcels that were asked for by number")
    company: Word = Field(default="", description="Of a trace push: what the platform calls the company")


class NewWebhook(Asked):
    """A webhook that is to be."""

    name: Word = Field(max_length=80)
    url: str = Field(max_length=2000, pattern=r"^[^\x00]*$")
    form: Literal["webhook", "kuaidi100"] = "webhook"
    wants: Wanted
    secret: Word = Field(default="", max_length=200, description="Empty: one is made, and shown in this answer only")
    delay_limit: int = Field(default=DELAY, ge=1, le=864_000, description="s")
    refused_limit: float = Field(default=REFUSED, ge=0, le=1)


class Change(Asked):
    """What is not given stays."""

    url: str | None = Field(default=None, max_length=2000, pattern=r"^[^\x00]*$")
    wants: Wanted | None = None
    delay_limit: int | None = Field(default=None, ge=1, le=864_000)
    refused_limit: float | None = Field(default=None, ge=0, le=1)
    state: Literal["active", "disabled"] | None = None


class Again(Asked):
    """One message, or all that were queued in a span."""

    id: UUID | None = None
    since: int | None = Field(default=None, ge=0, description="s since 1970", le=2**40)
    until: int | None = Field(default=None, ge=0, description="s since 1970; without it: now", le=2**40)


class Numbers(Asked):
    """Parcels by number."""

    numbers: Words = Field(min_length=1, max_length=1000)


class Page(Asked):
    """Which messages."""

    state: Literal["", "waiting", "sent", "refused", "failed"] = ""
    topic: Word = ""
    before: int | None = Field(default=None, ge=1, le=2**62, description="`next` of the page before")
    most: int = Field(default=50, ge=1, le=500)


@router.get("", summary="My webhooks")
def list_webhooks(request: HttpRequest) -> Sequence[dict[str, Any]]:
    """Those of the token's owner and part of the company."""
    return [_said(one) for one in subscribers.listed() if _is_own(one, who(request))]


@router.post("", response={201: dict[str, Any]}, summary="Add a webhook")
def add(request: HttpRequest, asked: NewWebhook) -> Status[dict[str, Any]]:
    """It is told of what is recorded from now on. Its secret is in this answer and kept for no other.

    Asked again by the same name it is refused; who lost the secret asks for a new one.
    """
    caller = who(request)

    limits = (asked.delay_limit, asked.refused_limit)
    wish = Wish(asked.name, asked.url, _wants(asked.wants), asked.form, asked.secret, caller.unit, *limits)
    with _problems():
        one = subscribers.subscribe(wish, _ground(), _hand(caller), shared_clock)
    return Status(201, _said(one) | {"secret": one.secret})


@router.get("/{int:id}", summary="One webhook")
def show(request: HttpRequest, id: int) -> dict[str, Any]:
    """How it stands."""
    return _said(_own(id, who(request)))


@router.patch("/{int:id}", summary="Change, stop or resume a webhook")
def change(request: HttpRequest, id: int, asked: Change) -> dict[str, Any]:
    """Resumed, it goes on where it was stopped."""
    caller = who(request)
    one = _own(id, caller)
    given: dict[str, Any] = {name: getattr(asked, name) for name in ("url", "delay_limit", "refused_limit")}
    given["wants"] = _wants(asked.wants) if asked.wants else None
    given = {name: value for name, value in given.items() if value is not None}
    with _problems():
        if given:
            wish = replace(wish_of(one), **given)
            one = subscribers.change(one.name, wish, _ground(), _hand(caller), shared_clock)
        if asked.state == ACTIVE:
            one = subscribers.enable(one.name, _hand(caller))
        elif asked.state == DISABLED:
            one = subscribers.disable(one.name, _hand(caller))
    return _said(one)


@router.delete("/{int:id}", response={204: None}, summary="Remove a webhook")
def remove(request: HttpRequest, id: int) -> Status[None]:
    """With all its messages."""
    caller = who(request)
    with _problems():
        subscribers.remove(_own(id, caller).name, _hand(caller))
    return Status(204, None)


@router.post("/{int:id}/secret", summary="A new secret")
def rotate(request: HttpRequest, id: int) -> dict[str, Any]:
    """The old one is valid beside it for a day."""
    caller = who(request)
    with _problems():
        one = subscribers.rotate(_own(id, caller).name, _hand(caller))
    return _said(one) | {"secret": one.secret, "both_until": iso(one.old_until)}


@router.post("/{int:id}/pings", summary="Send a test message now")
def ping(request: HttpRequest, id: int) -> dict[str, Any]:
    """What came back."""
    one = _own(id, who(request))
    with _problems(), closing(Wire(settings.WEBHOOK_ALLOW)) as wire:
        return _attempt(again.ping(one.name, wire, clock))


@router.post("/{int:id}/replays", summary="Send again")
def replay(request: HttpRequest, id: int, asked: Again) -> dict[str, Any]:
    """What is over, under the same ids."""
    caller = who(request)
    one, hand = _own(id, caller), _hand(caller)
    if (asked.id is None) == (asked.since is None):
        raise Problem(422, "invalid", "neither a message nor a span; right: id, or since and until")
    until = hand.now if asked.until is None else asked.until * MICROS
    with _problems():
        return {"replayed": again.replay(one.name, asked.id or ((asked.since or 0) * MICROS, until), hand)}


@router.get("/{int:id}/deliveries", summary="What was sent")
def deliveries(request: HttpRequest, id: int, page: Query[Page]) -> dict[str, Any]:
    """Newest first; `next` is `before` of the next page."""
    one = _own(id, who(request))
    found = log.delivery_log(one.name, log.Asked(page.state, page.topic, page.before, page.most))
    return {"deliveries": [_message(each) for each in found.deliveries], "next": found.next}


@router.get("/{int:id}/deliveries/{uuid:message}", summary="One message with its attempts")
def delivery(request: HttpRequest, id: int, message: UUID) -> dict[str, Any]:
    """With its body."""
    one = _own(id, who(request))
    with _problems():
        found = log.delivery_story(one.name, message)
    tries = [_attempt(each) for each in found.attempts]
    return _message(found.delivery) | {"attempts": tries, "body": found.delivery.body}


@router.post("/{int:id}/parcels", summary="Follow parcels")
def follow(request: HttpRequest, id: int, asked: Numbers) -> dict[str, Any]:
    """Their traces are pushed from the next event on, whole each time."""
    caller = who(request)
    with _problems():
        return {"new": subscribers.follow(_own(id, caller).name, asked.numbers, _hand(caller))}


@router.delete("/{int:id}/parcels", summary="Follow parcels no more")
def unfollow(request: HttpRequest, id: int, asked: Numbers) -> dict[str, Any]:
    """Those that were not followed do no harm."""
    caller = who(request)
    with _problems():
        return {"removed": subscribers.unfollow(_own(id, caller).name, asked.numbers, _hand(caller))}


def _is_own(one: Subscriber, caller: Caller) -> bool:
    return (one.owner, one.unit) == (caller.owner, caller.unit)


def _own(id: int, caller: Caller) -> Subscriber:
    """One of the caller's; another's is as if it were not there."""
    one = Subscriber.objects.filter(pk=min(id, 2**62)).first()
    if one is None or not _is_own(one, caller):
        raise Problem(404, "not_found", f"there is no webhook {id}")
    return one


@contextmanager
def _problems() -> Iterator[None]:
    try:
        yield
    except NotThere as error:
        raise Problem(404, "not_found", error.what) from None
    except CannotDo as error:
        raise Problem(422, "invalid", f"{error.what}; right: {error.right}") from None


def _hand(caller: Caller) -> Hand:
    return Hand(caller.owner, clock(), f"token {caller.name}")


def _ground() -> Ground:
    return Ground(current_watch().vocabulary, settings.WEBHOOK_ALLOW)


def _wants(asked: Wanted) -> Wants:
    return Wants(**asked.dict())


def _said(one: Subscriber) -> dict[str, Any]:
    """Without its secret."""
    plain = ("name", "form", "url", "wants", "state", "reason", "failures", "delay_limit", "refused_limit")
    instants = ("created_at", "failing_since", "rest_until", "unwell_since")
    said = {name: getattr(one, name) for name in plain} | {name: iso(getattr(one, name)) for name in instants}
    return {"id": one.pk, **said}


def _message(one: Delivery) -> dict[str, Any]:
    instants = ("since", "created_at", "next_try_at", "ended_at")
    said = {name: iso(getattr(one, name)) for name in instants}
    return {
        "id": str(one.uuid),
        "topic": one.topic,
        "count": one.count,
        "state": one.state,
        "attempts": one.attempts,
    } | said


def _attempt(one: DeliveryAttempt) -> dict[str, Any]:
    said = {name: getattr(one, name) for name in ("outcome", "status", "ms", "error", "answer")}
    return {"at": iso(one.at), **said}
