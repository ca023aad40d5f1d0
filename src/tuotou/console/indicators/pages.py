"""All indicators of a unit and a period; one with its course, its ranks, its parts and who stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console import trade
from tuotou.console.form import Form, phrase
from tuotou.console.indicators.asking import Asking
from tuotou.console.indicators.figures import GROUPS, KEY, Card, group_of, line_of_days
from tuotou.console.indicators.parted import only, parted, shown_by
from tuotou.console.indicators.ranks import ranks
from tuotou.console.page import Page, Request, onward, refuse, show
from tuotou.console.refusal import why
from tuotou.core.standards.indicator import Indicator
from tuotou.operations.figures.booking import LISTED
from tuotou.operations.figures.drilling import Key, drill
from tuotou.operations.figures.reading import NoFigure
from tuotou.operations.figures.targets import NewTarget, may_set, set_target
from tuotou.operations.warnings.handling import CannotDo
from tuotou.store.models import Figure

BEHIND: Final = 100


class Target(Form):
    """What an indicator is to reach from a day on."""

    target = forms.FloatField(label=phrase("目标", "Target"), required=False)
    baseline = forms.FloatField(label=phrase("基线", "Baseline"), required=False)
    note = forms.CharField(label=phrase("说明", "Note"), max_length=200, required=False)


def indicators(request: Request) -> HttpResponseBase:
    """Cards, group by group."""
    asking = Asking.of(request)
    every = asking.desk.indicators
    group = request.GET.get("group", "key")
    group = group if group in GROUPS else "key"
    mine = [every[id] for id in KEY if id in every] if group == "key" else _of(every.values(), group)
    mine = [one for one in mine if asking.unit is None or "site" in one.by]  # of a unit others tell nothing
    cards = [Card(answer) for answer in asking.desk.answers([asking.question(one.id) for one in mine])]
    there = {group_of(one) for one in every.values()} | {"key"}
    tabs = [(key, title, asking.address(group=key)) for key, title in GROUPS.items() if key in there]
    context = {"asking": asking, "cards": cards, "tabs": tabs, "group": group, "empty": not Figure.objects.exists()}
    return show(request, "indicators/list.html", context)


def indicator(request: Request, id: str) -> HttpResponseBase:
    """One of them."""
    asking = Asking.of(request)
    try:
        one = asking.desk.indicator(id)
        asking = asking.told_by(one, request.GET)
        answer = asking.desk.answer(asking.question(id))
    except NoFigure:
        return refuse(request, 404)
    context = {
        "asking": asking,
        "card": Card(answer),
        "one": one,
        "course": line_of_days(asking.until_now(), one),
        **ranks(asking, one, "all" in request.GET),
        "parts": [parted(asking, one, by) for by in shown_by(asking, one)],
        "only": only(asking),
        "named": asking.by in LISTED,
        "form": Target(initial=_aim(answer)) if _sets(request, asking) else None,
    }
    return show(request, "indicators/one.html", context)


def behind(request: Request, id: str) -> HttpResponseBase:
    """Who stands behind a number."""
    asking = Asking.of(request)
    which: Any = "others" if request.GET.get("which") == "others" else "counted"
    try:
        one = asking.desk.indicator(id)
        asking = asking.told_by(one, request.GET)
        page = drill(asking.desk, asking.question(id), which, _key(request.GET.get("after", "")), BEHIND)
    except NoFigure:
        return refuse(request, 404)
    names = trade.sites(row.site for row in page.rows)
    context = {
        "asking": asking,
        "one": one,
        "which": which,
        "rows": [(row, trade.subject_at(row.kind, row.number), names.get(row.site)) for row in page.rows],
        "more": asking.address(which=which, after=".".join(map(str, page.after))) if page.after else "",
    }
    return show(request, "indicators/behind.html", context)


def target(request: Request, id: str) -> HttpResponseBase:
    """Set what it is to reach."""
    asking, form = Asking.of(request), Target(request.POST)
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), "text/plain; charset=utf-8", status=422)
    given = form.cleaned_data
    today = asking.desk.today(id) if id in asking.desk.indicators else 0
    new = NewTarget(id, today, given["target"], given["baseline"], asking.unit or "", given["note"])
    try:
        set_target(new, asking.desk.indicators, request.member.staff_number, request.now)
    except CannotDo as error:
        return HttpResponse(why(error), "text/plain; charset=utf-8", status=409)
    return onward(request, reverse("indicator", args=[id]) + asking.address())


def _sets(request: Request, asking: Asking) -> bool:
    return request.member.can("targets.write") and may_set(request.member.staff_number, asking.unit or "", request.now)


def _key(text: str) -> Key:
    """After whom a page goes on; what makes no sense begins at the first."""
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        return 0, 0, 0
    return int(parts[0]), int(parts[1]), int(parts[2])


def _of(every: Any, group: str) -> Sequence[Indicator]:
    return sorted((one for one in every if group_of(one) == group), key=lambda one: one.id)


def _aim(answer: Any) -> dict[str, float | None]:
    return {"target": answer.aim.target, "baseline": answer.aim.baseline} if answer.aim else {}


PAGES: Final = (
    Page("indicators/", indicators, "indicators", "indicators.see"),
    Page("indicators/<slug:id>/", indicator, "indicator", "indicators.see"),
    Page("indicators/<slug:id>/behind/", behind, "indicator-behind", "indicators.see"),
    Page("indicators/<slug:id>/target", target, "indicator-target", "targets.write", ("POST",)),
)
