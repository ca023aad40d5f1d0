"""Other systems that are told (webhooks), and the chat groups of units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase

from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Request, go, refuse
from tuotou.console.system.whole import hand
from tuotou.console.tags import said, told
from tuotou.console.trade import sites, whole
from tuotou.core.document import Bilingual
from tuotou.operations.deliveries import subscribers as operation
from tuotou.operations.deliveries.health import Waiting, waiting
from tuotou.store.models import ChatGroup, Subscriber
from tuotou.store.models.subscriber import STATES

STATE: Final = {"active": Bilingual("推送中", "active"), "disabled": Bilingual("已停止", "stopped")}
LANGUAGE: Final = {"zh": Bilingual("中文", "Chinese"), "en": Bilingual("英文", "English")}


def _subscribers(request: Request) -> QuerySet[Subscriber]:
    return Subscriber.objects.all()


def _dressed(rows: Sequence[Subscriber], request: Request) -> Sequence[Subscriber]:
    """With what each is still to be sent, and the names of their units."""
    left, names = waiting(), sites(row.unit for row in rows)
    for row in rows:
        row.place = whole(names, row.unit)  # type: ignore[attr-defined]
        row.left = left.get(row.pk, Waiting())  # type: ignore[attr-defined]
    return rows


def _found(rows: Any, text: str) -> Any:
    return rows.filter(Q(name__icontains=text) | Q(url__icontains=text) | Q(owner=text))


def _states(request: Request) -> Sequence[Choice]:
    return [Choice(name, STATE.get(name) or Bilingual(name, name)) for name in STATES]


SUBSCRIBERS: Final = Listing(
    "webhooks",
    Bilingual("推送订阅", "Webhooks"),
    _subscribers,
    (
        Column("name", Bilingual("名称", "Name"), lambda one: one.name, "name"),
        Column("form", Bilingual("格式", "Form"), lambda one: one.form, "form"),
        Column("url", Bilingual("地址", "Address"), lambda one: one.url, "url"),
        Column("unit", Bilingual("单位", "Unit"), lambda one: one.place, "unit", "cells/place.html"),
        Column("owner", Bilingual("负责人", "Owner"), lambda one: one.owner, "owner"),
        Column("left", Bilingual("待推", "Waiting"), lambda one: one.left.count, figure=True),
        Column("failures", Bilingual("连续失败", "Failures"), lambda one: one.failures, "failures", figure=True),
        Column("state", Bilingual("状态", "State"), lambda one: said(STATE.get(one.state)) or one.state, "state",
               "system/subscriber_state.html"),
        Column("reason", Bilingual("原因", "Why"), lambda one: told(one.reason), shown=False),
    ),
    (Filter("state", Bilingual("状态", "State"), lambda rows, value: rows.filter(state=value), _states),),
    _found,
    Bilingual("名称、地址、负责人", "Name, address, owner"),
    ("name",),
    dress=_dressed,
    empty=Bilingual("还没有系统在接收推送", "Nobody is told yet"),
)  # fmt: skip


def _groups(request: Request) -> QuerySet[ChatGroup]:
    return ChatGroup.objects.select_related("channel")


def _named(rows: Sequence[ChatGroup], request: Request) -> Sequence[ChatGroup]:
    """With the units' names."""
    names = sites(row.unit for row in rows)
    for row in rows:
        row.place = whole(names, row.unit)  # type: ignore[attr-defined]
    return rows


GROUPS: Final = Listing(
    "groups",
    Bilingual("单位群", "Chat groups"),
    _groups,
    (
        Column("unit", Bilingual("单位", "Unit"), lambda one: one.place, "unit", "cells/place.html"),
        Column("channel", Bilingual("通道", "Channel"), lambda one: one.channel.name, "channel__name"),
        Column("lang", Bilingual("语言", "Language"), lambda one: said(LANGUAGE.get(one.lang)) or one.lang, "lang"),
    ),
    search=lambda rows, text: rows.filter(Q(unit__icontains=text) | Q(channel__name__icontains=text)),
    hint=Bilingual("单位、通道", "Unit, channel"),
    order=("unit",),
    dress=_named,
    empty=Bilingual("还没有单位群：在群机器人通道里设为某单位的群", "No group yet: give a robot's channel to a unit"),
)


def subscribers(request: Request) -> HttpResponseBase:
    """Who is told."""
    return listed(request, SUBSCRIBERS, "system/list.html", {"here": "webhooks", "adds": "new-webhook"})


def subscriber_act(request: Request, id: int, verb: str) -> HttpResponseBase:
    """Stop one, or go on with it."""
    one = Subscriber.objects.filter(pk=id).first()
    act = {"disablement": operation.disable, "enablement": operation.enable}.get(verb)
    if one is None or act is None:
        return refuse(request, 404)
    act(one.name, hand(request))
    return go(request, "webhooks")


def groups(request: Request) -> HttpResponseBase:
    """Which channel posts into which unit's group."""
    return listed(request, GROUPS, "system/list.html", {"here": "groups"})
