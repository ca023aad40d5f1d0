"""Rows of the organisation, one at a time: added, changed, ended, struck out, by the checks of the workbook."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console.organisation.row_form import BY_NAME, RowForm, cells
from tuotou.console.organisation.words import SHEET
from tuotou.console.page import Request, onward, ours, refuse, show
from tuotou.console.tags import told, words
from tuotou.feeds.sheet import FLAG, Sheet
from tuotou.operations.access.administrators import LastAdministrator
from tuotou.operations.access.reach import people_within
from tuotou.operations.organisation.changing import change_row
from tuotou.operations.organisation.importing import Imported
from tuotou.operations.organisation.register import REGISTERS, Register

UNITS: Final = ("unit", "origin")


def new_row(request: Request, sheet: str) -> HttpResponseBase:
    """A row that is not there yet; the address may say part of it."""
    of = BY_NAME.get(sheet)
    if of is None:
        return refuse(request, 404)
    known = {name: request.GET.get(name, "")[:120] for name in (column.name for column in of.columns)}
    form = RowForm(of, request.POST or None, known)
    if request.method == "POST" and form.is_valid() and _taken(request, form, form.row()):
        return onward(request, _further(request, of, form.row()))
    return _page(request, form, of, None)


def row(request: Request, sheet: str, id: int) -> HttpResponseBase:
    """A row that is there: what tells it apart stays as it is."""
    of, stored = _stored(request, sheet, id)
    if of is None:
        return refuse(request, 404)
    form = RowForm(of, request.POST or None, cells(of, stored), _fixed(of, REGISTERS[sheet]))
    if request.method == "POST" and form.is_valid():
        given = form.row()
        if "mobile" in given and not given["mobile"]:
            del given["mobile"]
        if _taken(request, form, given):
            return onward(request, _back(request, of, given))
    return _page(request, form, of, id)


def strike(request: Request, sheet: str, id: int) -> HttpResponseBase:
    """A dated row was wrong from the beginning, and goes."""
    of, stored = _stored(request, sheet, id)
    if of is None or not any(column.kind == FLAG for column in of.columns):
        return refuse(request, 404)
    given = cells(of, stored)
    form = RowForm(of, given)
    if form.is_valid() and _taken(request, form, {**form.row(), "struck": "是"}):
        return onward(request, _back(request, of, given))
    return _page(request, form, of, id)


def _taken(request: Request, form: RowForm, given: dict[str, Any]) -> bool:
    """Whether it was written; else the form says why not."""
    key = " ".join(str(given[name]) for name in _names(form.sheet)[:2] if given.get(name))
    try:
        done = change_row(form.sheet.name, given, f"{form.sheet.name} {key}"[:330], request.member, request.now)
    except LastAdministrator as error:
        form.add_error(None, words(f"{error.zh}，{error.right_zh}", f"{error.what}: {error.right}"))
        return False
    _say(form, done)
    return not done.refused and not done.problems


def _say(form: RowForm, done: Imported) -> None:
    """What is wrong, beside the field that it is wrong with."""
    for fault in done.rejected.iter_rows(named=True):
        said = told(fault["reason"]) + words("；", "; ") + told(fault["right"])
        form.add_error(fault["field"] if fault["field"] in form.fields else None, said)
    for problem in done.problems:
        form.add_error(None, f"{told(problem.what)} {told(problem.right)}")


def _stored(request: Request, sheet: str, id: int) -> tuple[Sheet | None, Any]:
    """The sheet and its row within sight; None: there is none."""
    if sheet not in BY_NAME:
        return None, None
    register, sight = REGISTERS[sheet], request.member.sight
    found: Any = register.model._default_manager.select_related(*register.links).filter(pk=id).first()
    if found is None:
        return None, None
    if sheet == "people":
        seen = people_within(sight, request.now).filter(pk=id).exists()
    else:
        place = next((getattr(found, name) for name in UNITS if name in register.links), found)
        seen = sight.sites is None or (sheet != "franchisees" and sight.sees(place.code))
    return (BY_NAME[sheet] if seen else None), found


def _fixed(sheet: Sheet, register: Register) -> frozenset[str]:
    return frozenset(column.name for column in sheet.columns if register.field_of(column.name) in register.key)


def _names(sheet: Sheet) -> list[str]:
    return [column.name for column in sheet.columns]


def _further(request: Request, sheet: Sheet, given: dict[str, Any]) -> str:
    """What is to be said next of something new: whose part a unit is, what somebody works as."""
    follows = {"units": ("belongings", "unit", "code"), "people": ("posts", "person", "staff_number")}.get(sheet.name)
    if follows is None:
        return _back(request, sheet, given)
    after, name, key = follows
    known = {each: request.GET[each] for each in ("parent", "unit") if each in request.GET}
    return f"{reverse('new-row', args=(after,))}?{urlencode({**known, name: given[key]})}"


def _back(request: Request, sheet: Sheet, given: dict[str, Any]) -> str:
    """Where the row is seen: where one came from, else its unit or person."""
    if request.GET.get("next"):
        return request.GET["next"]
    if sheet.name in ("people", "posts"):
        return reverse("person", args=(given.get("staff_number") or given["person"],))
    if sheet.name == "duties":
        return reverse("duties")
    code = given["code"] if sheet.name == "units" else given.get("unit")
    return reverse("unit", args=(code,)) if code else reverse("units")


def _page(request: Request, form: RowForm, sheet: Sheet, id: int | None) -> HttpResponse:
    context = {
        "form": form,
        "title": SHEET[sheet.name],
        "sheet": sheet.name,
        "id": id,
        "dated": any(column.kind == FLAG for column in sheet.columns),
        "next": ours(request, request.GET.get("next", "")),
    }
    return show(request, "organisation/row.html", context, 422 if form.is_bound and form.errors else 200)
