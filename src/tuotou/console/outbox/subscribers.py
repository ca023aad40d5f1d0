"""Other systems that are told: how each stands, what was sent, and once more by hand."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Request, go, refuse, show
from tuotou.console.tags import said, told
from tuotou.core.document import Bilingual
from tuotou.operations.deliveries.again import replay
from tuotou.operations.deliveries.health import Waiting, health, waiting
from tuotou.operations.deliveries.log import delivery_story
from tuotou.operations.deliveries.subscribers import disable, enable
from tuotou.operations.warnings.handling import CannotDo, Hand, NotThere
from tuotou.store.models import Delivery, Subscriber

DAY: Final = 86_400_000_000
STATES: Final = {
    "waiting": Bilingual("待推送", "waiting"),
    "sent": Bilingual("已接收", "accepted"),
    "refused": Bilingual("被拒", "refused"),
    "failed": Bilingual("放弃", "given up"),
}


def subscribers(request: Request) -> HttpResponseBase:
    """All of them, with how the last day went."""
    rows = {one.subscriber: one for one in health(request.now - DAY + 1, request.now + 1, DAY)}
    waits = waiting()
    every = Subscriber.objects.defer("secret", "old_secret").order_by("name")
    found = [(one, rows.get(one.pk), waits.get(one.pk, Waiting())) for one in every]
    return show(request, "outbox/subscribers.html", {"subscribers": found})


def subscriber(request: Request, name: str) -> HttpResponseBase:
    """One of them, with its messages."""
    one = Subscriber.objects.defer("secret", "old_secret").filter(name=name).first()
    if one is None:
        return refuse(request, 404)
    listing = Listing(
        f"deliveries-{name}",
        Bilingual("推送记录", "Deliveries"),
        lambda _: Delivery.objects.filter(subscriber=one).defer("body"),
        (
            Column("created_at", Bilingual("排队", "Queued"), lambda row: row.created_at, cell="cells/instant.html"),
            Column("topic", Bilingual("主题", "Topic"), lambda row: row.topic),
            Column("key", Bilingual("对象", "About"), lambda row: row.key),
            Column("count", Bilingual("条数", "Facts"), lambda row: row.count, figure=True),
            Column("state", Bilingual("状态", "State"), lambda row: said(STATES[row.state]), cell="outbox/state.html"),
            Column("attempts", Bilingual("次数", "Tries"), lambda row: row.attempts, figure=True),
            Column("ended_at", Bilingual("结束", "Ended"), lambda row: row.ended_at, cell="cells/instant.html"),
        ),
        (
            Filter(
                "state",
                Bilingual("状态", "State"),
                lambda rows, value: rows.filter(state=value),
                lambda _: [Choice(key, title) for key, title in STATES.items()],
            ),
        ),
        lambda rows, text: rows.filter(key=text),
        Bilingual("运单号等", "Waybill or other subject"),
        link=lambda row: reverse("delivery", args=[name, row.uuid]),
    )
    return listed(request, listing, "outbox/subscriber.html", {"subscriber": one})


def delivery(request: Request, name: str, uuid: UUID) -> HttpResponseBase:
    """One message with all its attempts."""
    try:
        story = delivery_story(name, uuid)
    except NotThere:
        return refuse(request, 404)
    context = {"name": name, "story": story, "state": said(STATES[story.delivery.state])}
    return show(request, "outbox/delivery.html", context)


def again(request: Request, name: str, uuid: UUID) -> HttpResponseBase:
    """Send it again, as it was."""
    try:
        replay(name, uuid, Hand(request.member.staff_number, request.now))
    except NotThere:
        return refuse(request, 404)
    except CannotDo as error:
        return HttpResponse(told(str(error)), "text/plain; charset=utf-8", status=409)
    return go(request, "delivery", name, uuid)


def switch(request: Request, name: str) -> HttpResponseBase:
    """Tell it, or not."""
    hand = Hand(request.member.staff_number, request.now)
    try:
        (enable if request.POST.get("to") == "on" else disable)(name, hand)
    except NotThere:
        return refuse(request, 404)
    return go(request, "subscriber", name)
