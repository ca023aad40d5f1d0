"""Dictionaries: codes and what they are called. Those that a company keeps are changed here, the others are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Request, refuse
from tuotou.console.tags import lasting, said
from tuotou.console.trade import ROLE
from tuotou.core.document import Bilingual
from tuotou.handbook.acts import load_acts
from tuotou.handbook.dictionaries import ACTIONS, CAUSES, CODES, EVENTS, VALUES
from tuotou.operations.access.permissions import PERMISSIONS
from tuotou.operations.access.scopes import SCOPES
from tuotou.operations.live.watch import current_watch
from tuotou.operations.standards.dictionaries import FORMS, Standing, standing

Words = Sequence[tuple[str, Bilingual, str]]
"""Code, meaning, and what more there is to say."""
KEPT: Final[Mapping[str, Bilingual]] = {
    CAUSES: Bilingual("原因代码", "Cause codes"),
    ACTIONS: Bilingual("措施代码", "Action codes"),
    VALUES: Bilingual("取值", "Values"),
    CODES: Bilingual("外部状态码", "Foreign codes"),
    EVENTS: Bilingual("事件", "Events"),
}
"""What a company keeps, in the order of the tabs."""
ABOUT: Final[Mapping[str, Bilingual]] = {
    CAUSES: Bilingual("接手、关闭预警时说为什么。", "Why a warning came: said when it is taken up or closed."),
    ACTIONS: Bilingual("接手、关闭预警时说怎么办。", "What is done about it: said when it is taken up or closed."),
    VALUES: Bilingual(
        "扫描带来的代码怎么叫：问题件原因、产品、物品类别等。",
        "What the codes that scans bring are called: reasons of problem parcels, products, kinds of goods …",
    ),
    CODES: Bilingual(
        "外部系统的状态码算哪种事件。只管之后收到的，已经收下的不变。",
        "Which event a foreign code means, for what comes from now on: what was taken in stays.",
    ),
    EVENTS: Bilingual(
        "事件怎么叫。事件本身随程序来，不能增减。", "What events are called. They come with the program."
    ),
}
STATE: Final = {"use": Bilingual("在用", "in use"), "retired": Bilingual("停用", "retired")}
ORIGIN: Final = {
    "own": Bilingual("自有", "own"),
    "changed": Bilingual("改过", "changed"),
    "shipped": Bilingual("随附", "shipped"),
}


def state(one: Standing) -> str:
    """A word of `STATE`."""
    return "retired" if one.entry.retired else "use"


def _plain(words: Mapping[str, Bilingual]) -> Words:
    return [(code, title, "") for code, title in words.items()]


def _acts() -> Words:
    acts = load_acts(current_watch().vocabulary).values()
    return [(act.name, act.title, f"{act.when_unsure} / {act.when_unavailable} · {act.patience} ms") for act in acts]


def _exemptions() -> Words:
    kinds = current_watch().response.exemptions.values()
    return [(kind.id, kind.title, f"{lasting(kind.deadline)} · {kind.quota} · {kind.share}%") for kind in kinds]


READ: Final[Mapping[str, tuple[Bilingual, Callable[[], Words]]]] = {
    "acts": (Bilingual("作业询问", "Acts asked at the gate"), _acts),
    "exemptions": (Bilingual("报备类型", "Kinds of exemption"), _exemptions),
    "calendars": (
        Bilingual("日历", "Calendars"),
        lambda: [(one.id, one.title, one.zone) for one in current_watch().handbook.calendars.values()],
    ),
    "roles": (Bilingual("岗位", "Roles"), lambda: _plain(ROLE)),
    "permissions": (Bilingual("权限", "Permissions"), lambda: _plain(PERMISSIONS)),
    "scopes": (Bilingual("令牌权限", "Scopes of tokens"), lambda: _plain(SCOPES)),
}
"""What is only read here, in the order of the tabs."""


def _found(rows: Any, text: str) -> Any:
    return [row for row in rows if text.lower() in f"{row[0]} {row[1].zh} {row[1].en}".lower()]


def _read(name: str) -> Listing:
    title, words = READ[name]
    return Listing(
        f"dictionary-{name}",
        title,
        lambda request: words(),
        (
            Column("code", Bilingual("代码", "Code"), lambda row: row[0], "code"),
            Column("title", Bilingual("含义", "Meaning"), lambda row: said(row[1]), "title"),
            Column("more", Bilingual("说明", "More"), lambda row: row[2]),
        ),
        search=_found,
        hint=Bilingual("代码、含义", "Code, meaning"),
    )


def _searched(rows: Sequence[Standing], text: str) -> Sequence[Standing]:
    def all_of(one: Standing) -> str:
        return f"{one.code} {one.entry.title.zh} {one.entry.title.en} {one.entry.kind}".lower()

    return [row for row in rows if text.lower() in all_of(row)]


def _among(key: str, title: Bilingual, words: Mapping[str, Bilingual], of: Callable[[Standing], str]) -> Filter:
    return Filter(
        key,
        title,
        lambda rows, value: [row for row in rows if of(row) == value],
        lambda _: [Choice(word, said_as) for word, said_as in words.items()],
    )


def _kept(name: str) -> Listing:
    """One that the company keeps."""
    kind = Column("kind", Bilingual("事件", "Event"), lambda one: one.entry.kind, "kind")
    return Listing(
        f"dictionary-{name}",
        KEPT[name],
        lambda request: standing(name),
        (
            Column("code", Bilingual("代码", "Code"), lambda one: one.code, "code"),
            Column("zh", Bilingual("中文名", "Chinese name"), lambda one: one.entry.title.zh, "zh"),
            Column("en", Bilingual("英文名", "English name"), lambda one: one.entry.title.en, "en"),
            *((kind,) if name == CODES else ()),
            Column("state", Bilingual("状态", "State"), lambda one: said(STATE[state(one)]), "state",
                   "system/entry_state.html"),
            Column("origin", Bilingual("来源", "Origin"), lambda one: said(ORIGIN[one.origin]), "origin",
                   "system/entry_origin.html"),
            Column("at", Bilingual("修改时间", "Changed"), lambda one: one.at, "at", "cells/instant.html"),
            Column("by", Bilingual("修改人", "By"), lambda one: one.by, "by"),
        ),
        (
            _among("state", Bilingual("状态", "State"), STATE, state),
            _among("origin", Bilingual("来源", "Origin"), ORIGIN, lambda one: one.origin),
        ),
        _searched,
        Bilingual("代码、名称", "Code, name"),
        link=lambda one: reverse("dictionary-entry", args=(name, one.code)),
    )  # fmt: skip


def dictionary(request: Request, name: str) -> HttpResponseBase:
    """One of them."""
    if name not in KEPT and name not in READ:
        return refuse(request, 404)
    every = [*KEPT.items(), *((each, title) for each, (title, _) in READ.items())]
    context: dict[str, Any] = {"here": "dictionaries", "every": every, "name": name, "about": ABOUT.get(name)}
    context |= {"kept": name in KEPT, "open": name in FORMS, "done": _count(request.GET.get("done", ""))}
    return listed(request, _kept(name) if name in KEPT else _read(name), "system/dictionary.html", context)


def _count(text: str) -> int | None:
    """How many entries an import changed, where the address says it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def dictionaries(request: Request) -> HttpResponseBase:
    """The first."""
    return dictionary(request, next(iter(KEPT)))
