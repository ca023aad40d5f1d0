"""The words of documents, to be read: codes of causes and actions, acts, kinds of exemption, calendars, events."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.http.response import HttpResponseBase

from tuotou.console.listing import Column, Listing, listed
from tuotou.console.page import Request, refuse
from tuotou.console.tags import lasting, said
from tuotou.console.trade import ROLE
from tuotou.core.document import Bilingual
from tuotou.handbook.acts import load_acts
from tuotou.operations.access.permissions import PERMISSIONS
from tuotou.operations.access.scopes import SCOPES
from tuotou.operations.live.watch import current_watch

Words = Sequence[tuple[str, Bilingual, str]]
"""Code, meaning, and what more there is to say."""


def _plain(words: Mapping[str, Bilingual]) -> Words:
    return [(code, title, "") for code, title in words.items()]


def _acts() -> Words:
    acts = load_acts(current_watch().vocabulary).values()
    return [(act.name, act.title, f"{act.when_unsure} / {act.when_unavailable} · {act.patience} ms") for act in acts]


def _exemptions() -> Words:
    kinds = current_watch().response.exemptions.values()
    return [(kind.id, kind.title, f"{lasting(kind.deadline)} · {kind.quota} · {kind.share}%") for kind in kinds]


def _events() -> Words:
    return [(name, kind.title, ", ".join(kind.subjects)) for name, kind in current_watch().vocabulary.kinds.items()]


DICTIONARIES: Final[Mapping[str, tuple[Bilingual, Callable[[], Words]]]] = {
    "causes": (Bilingual("原因代码", "Cause codes"), lambda: _plain(current_watch().response.warnings.cause_codes)),
    "actions": (Bilingual("措施代码", "Action codes"), lambda: _plain(current_watch().response.warnings.action_codes)),
    "acts": (Bilingual("作业询问", "Acts asked at the gate"), _acts),
    "exemptions": (Bilingual("报备类型", "Kinds of exemption"), _exemptions),
    "calendars": (
        Bilingual("日历", "Calendars"),
        lambda: [(one.id, one.title, one.zone) for one in current_watch().handbook.calendars.values()],
    ),
    "events": (Bilingual("事件", "Events"), _events),
    "roles": (Bilingual("岗位", "Roles"), lambda: _plain(ROLE)),
    "permissions": (Bilingual("权限", "Permissions"), lambda: _plain(PERMISSIONS)),
    "scopes": (Bilingual("令牌权限", "Scopes of tokens"), lambda: _plain(SCOPES)),
}
"""In the order of their tabs."""


def _found(rows: Any, text: str) -> Any:
    return [row for row in rows if text.lower() in f"{row[0]} {row[1].zh} {row[1].en}".lower()]


def _listing(name: str) -> Listing:
    title, words = DICTIONARIES[name]
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


def dictionary(request: Request, name: str) -> HttpResponseBase:
    """One of them; they are written as documents, and changed there."""
    if name not in DICTIONARIES:
        return refuse(request, 404)
    every = [(each, title) for each, (title, _) in DICTIONARIES.items()]
    context = {"here": "dictionaries", "every": every, "name": name}
    return listed(request, _listing(name), "system/dictionary.html", context)


def dictionaries(request: Request) -> HttpResponseBase:
    """The first."""
    return dictionary(request, next(iter(DICTIONARIES)))
