"""The page of a standard: how it is kept, what happens when it is not, where it comes from, who changed what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse

from tuotou.console.page import Request, refuse, show
from tuotou.console.standards.clock import clock_of
from tuotou.console.standards.differing import Changed, changes
from tuotou.console.standards.listing import main_version
from tuotou.console.standards.names import CONFIDENCE, FORM, HOLDING, STAGE, STATUS, THEN, level_of
from tuotou.console.standards.scenarios import has_scenarios
from tuotou.console.tags import words
from tuotou.console.trade import role
from tuotou.core.document import Bilingual
from tuotou.core.standards.penalty import CENTS
from tuotou.core.standards.sentence import sentence
from tuotou.core.standards.standard import Standard
from tuotou.operations.live.watch import current_watch
from tuotou.operations.notices.wording import LEVEL
from tuotou.operations.standards.beginning import Way
from tuotou.operations.standards.figures import Lately, first_day, lately, worst_sites
from tuotou.operations.standards.versions import Version, versions
from tuotou.store.models import StandardDraft, TrialRun, Unit
from tuotou.store.models.standard_draft import OPEN

EPOCH: Final = date(1970, 1, 1)
WAYS: Final = {
    Way.CHANGE: Bilingual("改这条标准", "Change it"),
    Way.PILOT: Bilingual("先在部分网点试点", "Pilot at some sites first"),
    Way.TRIAL: Bilingual("另立一条试行，与现行并行", "Try it beside the one in force"),
    Way.RETIRE: Bilingual("停用", "Retire it"),
}
PILOTED: Final = ("region", "province", "area", "hub", "outlet")
"""Units at which a version may be tried first."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A version, and what it changed."""

    version: Version
    changed: Sequence[Changed]
    decided: StandardDraft | None

    @property
    def holding(self) -> Bilingual:
        """Whether it counts."""
        return HOLDING[self.version.state]

    @property
    def status(self) -> Bilingual:
        """What its document says."""
        return STATUS[self.version.status]


def standard(request: Request, id: str) -> HttpResponseBase:
    """One of them."""
    found = current_watch().handbook.by_id.get(id, ())
    held = versions(request.now, id)
    if not found or not held:
        return refuse(request, 404)
    chosen = _chosen(request, found)
    figures = lately(request.member.sight, request.now, [id]).get(id, Lately())
    drafts = StandardDraft.objects.filter(standard=id, state__in=OPEN).order_by("-changed_at")
    context = {
        **described(chosen),
        "versions": found,
        "history": _history(held),
        "text": next((each.document for each in held if each.version == chosen.version), ""),
        "figures": figures,
        "option": chart(figures, first_day(request.now)),
        "worst": worst_sites(id, request.member.sight, request.now),
        "warnings_at": _elsewhere("warnings"),
        "drafts": drafts[:20] if request.member.can("standards.write") else (),
        "trials": TrialRun.objects.filter(standard=id).defer("result", "document").order_by("-asked_at")[:5],
        "ways": [(way.value, name) for way, name in WAYS.items() if way != Way.PILOT or chosen.form != "share"],
        "units": Unit.objects.filter(kind__in=PILOTED).order_by("code")[:300],
        "proved": has_scenarios(id),
    }
    return show(request, "standards/standard.html", context)


def described(one: Standard) -> dict[str, Any]:
    """What every page of a standard says of its document."""
    cost = one.penalty
    return {
        "standard": one,
        "status": STATUS[one.status],
        "level": LEVEL[one.level],
        "form": FORM[one.form],
        "stages": [STAGE[each] for each in dict.fromkeys(row[0] for row in one.rows)],
        "clock": clock_of(one),
        "warned": [(level_of(each), role(each.tell)) for each in one.warnings],
        "then": [THEN[each] for each in one.then],
        "sources": [(each, CONFIDENCE[each.confidence]) for each in one.sources],
        "sentence": sentence(one, current_watch().vocabulary),
        "fine": cost and (cost.amount / CENTS, cost.unit, cost.per, cost.cap and cost.cap / CENTS),
    }


def chart(figures: Lately, first: int) -> dict[str, Any]:
    """Promises not kept in time, by day."""
    days = [f"{EPOCH + timedelta(days=first + n):%m-%d}" for n in range(len(figures.by_day))]
    bars = (
        (words("未兑现", "broken"), "#c2456d", figures.broken),
        (words("迟到", "late"), "#e08a1e", figures.kept_late),
    )
    return {
        "legend": {},
        "xAxis": {"type": "category", "data": days},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"type": "bar", "stack": "all", "name": name, "data": data, "itemStyle": {"color": color}}
            for name, color, data in bars
        ],
    }


def _chosen(request: Request, found: Sequence[Standard]) -> Standard:
    """The version that is asked for, else the one that it is called by."""
    asked = request.GET.get("version", "")
    return next((each for each in found if str(each.version) == asked), main_version(found, request.now))


def _history(held: Sequence[Version]) -> list[Edition]:
    """The newest first, each with what it changed of the one before."""
    decided = {
        draft.published_id: draft
        for draft in StandardDraft.objects.filter(standard__in={held[0].standard}, published__isnull=False)
        .select_related("published")
        .order_by("pk")
    }
    by_number = {(each.published.standard, each.published.version): each for each in decided.values() if each.published}
    texts = ["", *(each.document for each in held)]
    editions = [
        Edition(one, changes(old, new) if old else (), by_number.get((one.standard, one.version)))
        for one, (old, new) in zip(held, pairwise(texts), strict=True)
    ]
    return editions[::-1]


def _elsewhere(name: str) -> str:
    """The address of another area's page, where there is one."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
