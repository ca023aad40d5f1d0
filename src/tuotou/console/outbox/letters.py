"""Letters to people: to whom, by which channel, how it went; once more by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Request, go, refuse, show
from tuotou.console.span import on_day
from tuotou.console.tags import said, told
from tuotou.core.document import Bilingual
from tuotou.notices.markdown import TEXT, lines
from tuotou.operations.notices.outbox import resend, resend_all
from tuotou.operations.warnings.handling import CannotDo, Hand, NotThere
from tuotou.store.models import Channel, Letter

STATES: Final = {
    "waiting": Bilingual("待发", "waiting"),
    "sending": Bilingual("发送中", "being sent"),
    "sent": Bilingual("已发出", "sent"),
    "failed": Bilingual("被拒", "refused"),
    "unclear": Bilingual("不确定", "unclear"),
    "spared": Bilingual("已不必发", "spared"),
}
LISTING: Final = Listing(
    "outbox",
    Bilingual("发件箱", "Outbox"),
    lambda _: Letter.objects.select_related("channel").defer("text", "channel__secrets", "channel__settings"),
    (
        Column("created_at", Bilingual("时间", "When"), lambda one: one.created_at, "created_at", "cells/instant.html"),
        Column("title", Bilingual("内容", "What"), lambda one: one.title),
        Column("to", Bilingual("发给", "To"), lambda one: one.person or one.unit, "person"),
        Column("channel", Bilingual("通道", "Channel"), lambda one: one.channel.name, "channel__name"),
        Column("state", Bilingual("状态", "State"), lambda one: said(STATES[one.state]), "state", "outbox/state.html"),
        Column("attempts", Bilingual("次数", "Tries"), lambda one: one.attempts, figure=True),
        Column("sent_at", Bilingual("发出", "Sent"), lambda one: one.sent_at, cell="cells/instant.html"),
        Column("error", Bilingual("错误", "Error"), lambda one: told(one.error), shown=False),
    ),
    (
        Filter(
            "state",
            Bilingual("状态", "State"),
            lambda rows, value: rows.filter(state=value),
            lambda _: [Choice(key, title) for key, title in STATES.items()],
        ),
        Filter(
            "channel",
            Bilingual("通道", "Channel"),
            lambda rows, value: rows.filter(channel__name=value),
            lambda _: _channels(),
        ),
        Filter("day", Bilingual("日期", "Day"), lambda rows, value: on_day(rows, "created_at", value), kind="date"),
    ),
    lambda rows, text: rows.filter(person=text) | rows.filter(unit=text) | rows.filter(title__contains=text),
    Bilingual("工号、单位、内容", "Staff number, unit, words"),
    order=("-created_at", "pk"),
    link=lambda one: reverse("letter", args=[one.id]),
    empty=Bilingual(
        "还没有发出过消息：先在后台配置通道", "Nothing was sent yet: channels are set up by the administrator"
    ),
)


def outbox(request: Request) -> HttpResponseBase:
    """All letters."""
    return listed(request, LISTING, "outbox/letters.html", {"stuck": _stuck()})


def letter(request: Request, id: str) -> HttpResponseBase:
    """One, as it was written."""
    one = Letter.objects.select_related("channel").defer("channel__secrets").filter(pk=id).first()
    if one is None:
        return refuse(request, 404)
    return show(
        request,
        "outbox/letter.html",
        {"letter": one, "text": "\n".join(lines(one.text, TEXT)), "state": said(STATES[one.state])},
    )


def again(request: Request, id: str) -> HttpResponseBase:
    """Send one again."""
    try:
        resend(id, Hand(request.member.staff_number, request.now))
    except NotThere:
        return refuse(request, 404)
    except CannotDo as error:
        return HttpResponse(told(str(error)), "text/plain; charset=utf-8", status=409)
    return go(request, "letter", id)


def all_again(request: Request) -> HttpResponseBase:
    """Send all again that a channel refused."""
    resend_all(request.POST.get("channel", ""), Hand(request.member.staff_number, request.now))
    return go(request, "outbox")


def _channels() -> Sequence[Choice]:
    names = Channel.objects.order_by("name").values_list("name", flat=True)
    return [Choice(name, Bilingual(name, name)) for name in names]


def _stuck() -> Sequence[tuple[Channel, int]]:
    """Channels that refuse, each with how many letters lie there."""
    found = Channel.objects.filter(failures__gt=0).defer("secrets", "settings").order_by("name")
    return [(one, Letter.objects.filter(channel=one, state__in=("failed", "unclear")).count()) for one in found]
