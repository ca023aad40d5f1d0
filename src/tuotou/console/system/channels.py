"""Channels by which notices leave: added, tried, switched off and on; the groups of units."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.clockwork.clock import clock
from tuotou.console.form import Form, phrase
from tuotou.console.headers import language
from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Request, go, refuse, show
from tuotou.console.system.whole import hand, why
from tuotou.console.tags import said, told, words
from tuotou.core.document import Bilingual
from tuotou.notices.channel import Refused, TryLater
from tuotou.notices.kind import ChannelKind
from tuotou.notices.shipped import KINDS
from tuotou.operations.live.watch import current_watch
from tuotou.operations.notices import channels as operation
from tuotou.operations.notices.channels import Installed
from tuotou.operations.warnings.handling import CannotDo
from tuotou.store.models import Channel

STATE: Final = {
    "well": Bilingual("正常", "well"),
    "failing": Bilingual("发不出", "failing"),
    "off": Bilingual("已停用", "off"),
}
WAY: Final = {
    "chat": Bilingual("办公软件", "chat"),
    "sms": Bilingual("短信", "SMS"),
    "mail": Bilingual("邮件", "mail"),
    "group": Bilingual("群", "group"),
}


class ChannelForm(Form):
    """A name, and the settings of a kind; a secret that is left empty stays as it is."""

    def __init__(self, kind: ChannelKind, given: Any = None, one: Channel | None = None) -> None:
        held: dict[str, str] = one.settings if one else {}
        super().__init__(given, initial={"name": one.name} if one else None)
        self.kind, self.one = kind, one
        name = forms.CharField(label=phrase("名称", "Name"), max_length=64, disabled=one is not None)
        self.fields["name"] = name
        for each in kind.settings:
            widget = forms.PasswordInput({"autocomplete": "off"}) if each.secret else forms.TextInput()
            widget.attrs |= {"placeholder": each.default}
            self.fields[f"set_{each.name}"] = forms.CharField(
                label=phrase(each.zh, each.en),
                required=each.required and not (one and each.secret),
                max_length=2_000,
                initial=held.get(each.name, ""),
                widget=widget,
            )
        self.draw()

    def settings(self) -> dict[str, str]:
        """What is set."""
        kept = json.loads(self.one.secrets) if self.one and self.one.secrets else {}
        typed = {each.name: self.cleaned_data[f"set_{each.name}"] for each in self.kind.settings}
        return {**kept, **{name: value for name, value in typed.items() if value}}


def state(one: Installed) -> str:
    """A word of `STATE`."""
    return "off" if not one.channel.enabled else "failing" if one.channel.failures else "well"


def _channels(request: Request) -> Sequence[Installed]:
    return operation.channels()


def _found(rows: Any, text: str) -> Any:
    return [one for one in rows if text.lower() in f"{one.channel.name} {one.channel.kind}".lower()]


def _states(request: Request) -> Sequence[Choice]:
    return [Choice(name, title) for name, title in STATE.items()]


def _kind(one: Installed) -> str:
    kind = KINDS.get(one.channel.kind)
    return words(kind.zh, kind.en) if kind else one.channel.kind


def _way(one: Installed) -> str:
    return said(WAY.get(one.channel.way)) or one.channel.way


CHANNELS: Final = Listing(
    "channels",
    Bilingual("通知通道", "Channels"),
    _channels,
    (
        Column("name", Bilingual("名称", "Name"), lambda one: one.channel.name, "name"),
        Column("kind", Bilingual("种类", "Kind"), _kind, "kind"),
        Column("way", Bilingual("去向", "Leads to"), _way, "way"),
        Column("state", Bilingual("状态", "State"), lambda one: said(STATE[state(one)]),
               cell="system/channel_state.html"),
        Column("waiting", Bilingual("待发", "Waiting"), lambda one: one.waiting, "waiting", figure=True),
        Column("since", Bilingual("最早待发", "Since"), lambda one: one.since, "since", "cells/instant.html"),
        Column("failed", Bilingual("未送达", "Lost"), lambda one: one.failed, "failed", figure=True),
        Column("error", Bilingual("上次错误", "Last error"), lambda one: told(one.channel.error)),
    ),
    (Filter("state", Bilingual("状态", "State"), lambda rows, value: [one for one in rows if state(one) == value],
            _states),),
    _found,
    Bilingual("名称、种类", "Name, kind"),
    link=lambda one: reverse("channel", args=(one.channel.pk,)),
    empty=Bilingual("还没有通道：预警只留在站内，没有人会收到", "No channel yet: warnings stay here and reach nobody"),
)  # fmt: skip


def channels(request: Request) -> HttpResponseBase:
    """All of them."""
    return listed(request, CHANNELS, "system/channels.html", {"here": "channels", "kinds": KINDS.values()})


def new_channel(request: Request, kind: str) -> HttpResponseBase:
    """One more."""
    return _form(request, KINDS[kind], None) if kind in KINDS else refuse(request, 404)


def channel_settings(request: Request, id: int) -> HttpResponseBase:
    """Its settings; secrets that are there are not shown."""
    one = Channel.objects.filter(pk=id).first()
    return refuse(request, 404) if one is None or one.kind not in KINDS else _form(request, KINDS[one.kind], one)


def channel(request: Request, id: int) -> HttpResponseBase:
    """One channel: how it fares, and the groups that it posts into."""
    one = Channel.objects.filter(pk=id).first()
    return refuse(request, 404) if one is None else _page(request, one)


def channel_act(request: Request, id: int, verb: str) -> HttpResponseBase:
    """Switch off, switch on, try, remove, make it the group of a unit."""
    one = Channel.objects.filter(pk=id).first()
    if one is None or verb not in ACTS:
        return refuse(request, 404)
    try:
        done = ACTS[verb](request, one)
    except (CannotDo, TryLater, Refused) as error:
        return _page(request, one, why(error) if isinstance(error, CannotDo) else told(str(error)), 409)
    if verb == "trial":
        return _page(request, one, done=words(f"已发出，回执 {done}", f"sent, receipt {done}"))
    return go(request, "channels") if verb == "removal" else go(request, "channel", id)


def _try(request: Request, one: Channel) -> str:
    to = request.POST.get("to", "").strip()[:200]
    return operation.try_channel(current_watch().response.notices, one.name, to, language(request), clock)


def _group(request: Request, one: Channel) -> Any:
    unit, lang = request.POST.get("unit", "").strip()[:64], request.POST.get("lang", "zh")
    return operation.give_group(one.name, unit, lang, hand(request))


ACTS: Final[dict[str, Any]] = {
    "disablement": lambda request, one: operation.enable(one.name, False, hand(request)),
    "enablement": lambda request, one: operation.enable(one.name, True, hand(request)),
    "removal": lambda request, one: operation.remove(one.name, hand(request)),
    "trial": _try,
    "group": _group,
}


def _form(request: Request, kind: ChannelKind, one: Channel | None) -> HttpResponseBase:
    form = ChannelForm(kind, request.POST or None, one)
    if request.method == "POST" and form.is_valid():
        rules, name = current_watch().response.notices, one.name if one else form.cleaned_data["name"]
        try:
            made = operation.add_channel(rules, name, kind.name, form.settings(), hand(request))
        except CannotDo as error:
            form.add_error(None, why(error))
        else:
            return go(request, "channel", made.pk)
    context = {"form": form, "title": Bilingual(kind.zh, kind.en), "back": "channels"}
    return show(request, "system/form.html", context, 422 if form.is_bound else 200)


def _page(request: Request, one: Channel, why: str = "", status: int = 200, done: str = "") -> HttpResponseBase:
    found, kind = operation.installed(one.name), KINDS.get(one.kind)
    secret = {each.name for each in kind.settings if each.secret} if kind else set()
    settings = [(each, one.settings.get(each.name) or each.default) for each in kind.settings] if kind else []
    context = {
        "one": one,
        "found": found,
        "kind": Bilingual(kind.zh, kind.en) if kind else Bilingual(one.kind, one.kind),
        "way": WAY.get(one.way) or Bilingual(one.way, one.way),
        "state": state(found),
        "said": STATE[state(found)],
        "settings": [(each, value) for each, value in settings if each.name not in secret and value],
        "sealed": [each for each, _ in settings if each.name in (json.loads(one.secrets) if one.secrets else {})],
        "why": why,
        "done": done,
    }
    return show(request, "system/channel.html", context, status)
