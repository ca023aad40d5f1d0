"""What of the inbox stays fresh by itself: how many there are on each of its pages, and that its list is old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from tuotou.console.page import Request
from tuotou.console.stream import Live, streamed
from tuotou.console.warnings.own import own_alone
from tuotou.console.warnings.seen import changed_at, counts
from tuotou.core.document import Bilingual

TABS: Final = (
    ("now", "warnings", Bilingual("现在要办", "To do now")),
    ("coming", "warnings-coming", Bilingual("即将到期", "Due soon")),
    ("mine", "warnings-mine", Bilingual("我的", "Mine")),
    ("parcels", "parcels-mine", Bilingual("我手上的快件", "In my hands")),
    ("done", "warnings-done", Bilingual("已处理", "Over")),
    ("causes", "warnings-causes", Bilingual("原因", "Causes")),
)
OWN: Final = ("mine", "parcels", "coming", "done")
"""Those of who sees no warnings but their own …"""
ALL: Final = ("now", "coming", "mine", "done", "causes")
"""… and of who sees those of their sites."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the inbox."""

    key: str
    page: str
    title: Bilingual
    here: bool
    count: int | None


def tabs(request: Request, here: str) -> Sequence[Tab]:
    """All pages of the inbox, and which of them this is."""
    many, words = counts(request), {key: (page, title) for key, page, title in TABS}
    keys = OWN if own_alone(request) else ALL
    return [Tab(key, *words[key], key == here, many.get(key)) for key in keys]


def stream(request: Request) -> HttpResponseBase:
    """The counts as they change."""
    return streamed(request, Live("warnings.own", changed_at, _parts))


def _parts(request: Request) -> str:
    return render_to_string("warnings/fresh.html", {"counts": counts(request).items(), "mark": changed_at(request)})
