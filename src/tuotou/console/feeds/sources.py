"""Sources: how each stands, what it refused, switched on and off."""

from __future__ import annotations

import json
from typing import Final

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase

from tuotou.console.listing import Column, Listing, listed
from tuotou.console.page import Request, go, refuse, show
from tuotou.console.tags import told, words
from tuotou.core.document import Bilingual
from tuotou.operations.sources.refusals import corrigible
from tuotou.operations.sources.register import NoSource, enable_source, source
from tuotou.operations.warnings.handling import Hand
from tuotou.store.models import RefusedMessage, Source

REFUSALS: Final = (
    Column("received_at", Bilingual("时间", "When"), lambda one: one.received_at, "received_at", "cells/instant.html"),
    Column("position", Bilingual("位置", "Place"), lambda one: one.position),
    Column("field", Bilingual("字段", "Field"), lambda one: one.field),
    Column("value", Bilingual("内容", "Value"), lambda one: one.value),
    Column("reason", Bilingual("原因", "What is wrong"), lambda one: told(one.reason)),
    Column("right", Bilingual("应为", "What would be right"), lambda one: told(one.right)),
)


def sources(request: Request) -> HttpResponseBase:
    """All of them."""
    found = [(one, standing(one)) for one in Source.objects.defer("secrets", "document")]
    return show(request, "feeds/sources.html", {"sources": found})


def one_source(request: Request, name: str) -> HttpResponseBase:
    """One source, with what it refused."""
    try:
        one = source(name)
    except NoSource:
        return refuse(request, 404)
    listing = Listing(
        f"refused-{name}",
        Bilingual("不合格的消息", "Refused messages"),
        lambda _: RefusedMessage.objects.filter(source=one).defer("body"),
        REFUSALS,
        search=lambda rows, text: rows.filter(reason__contains=text) | rows.filter(field__contains=text),
        order=("-received_at", "-pk"),
        empty=Bilingual("没有不合格的消息", "It refused nothing"),
    )
    return listed(request, listing, "feeds/source.html", {"source": one, "standing": standing(one)})


def refused_lines(request: Request, name: str) -> HttpResponseBase:
    """All that a source refused, a JSON object a line, to be corrected and brought again."""
    try:
        rows = source(name).refusals.order_by("pk")
    except NoSource:
        return refuse(request, 404)
    lines = (json.dumps(corrigible(row, told), ensure_ascii=False) + "\n" for row in rows.iterator())
    named = f'attachment; filename="refused-{name}.ndjson"'
    return StreamingHttpResponse(lines, "application/x-ndjson", headers={"Content-Disposition": named})


def switch(request: Request, name: str) -> HttpResponseBase:
    """Read it, or not."""
    try:
        enable_source(name, Hand(request.member.staff_number, request.now), request.POST.get("to") == "on")
    except NoSource:
        return refuse(request, 404)
    return go(request, "source", name)


def standing(one: Source) -> tuple[str, str]:
    """How it stands: a colour's name, and words."""
    failing = one.last_error_at is not None and one.last_error_at > (one.last_message_at or 0)
    for holds, look, zh, en in (
        (not one.enabled, "calm", "已停用", "disabled"),
        (one.silent_since is not None, "bad", "静默", "silent"),
        (failing, "bad", "读取失败", "failing"),
        (one.last_message_at is None, "warn", "还没有消息", "nothing came yet"),
    ):
        if holds:
            return look, words(zh, en)
    return "good", words("正常", "well")
