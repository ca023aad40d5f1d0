"""Calendars, announced years and time commitments of the company's own: written, checked, published, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.http.response import HttpResponseBase

from tuotou.console.form import Form, phrase
from tuotou.console.page import Request, go, refuse, show
from tuotou.console.system.whole import of_the_whole
from tuotou.console.tags import told
from tuotou.core.document import Bilingual, Problem
from tuotou.handbook import BrokenHandbook
from tuotou.operations.standards.grounds import (
    CALENDARS,
    COMMITMENTS,
    FOLDERS,
    HOLIDAYS,
    editions,
    publish_ground,
    shipped_texts,
    text_of,
    withdraw_ground,
)
from tuotou.operations.standards.held import own_documents
from tuotou.operations.standards.publish import Hand

TITLE: Final[Mapping[str, Bilingual]] = {
    CALENDARS: Bilingual("日历", "Calendar"),
    HOLIDAYS: Bilingual("放假安排", "Announced holidays"),
    COMMITMENTS: Bilingual("时效承诺表", "Time commitments"),
}
LONGEST: Final = 2_000_000
"""Characters of a document."""
NOTE: Final = 200


class Document(Form):
    """A document, and why it is published."""

    document = forms.CharField(
        label=phrase("文件", "Document"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "font-monospace"}),
    )
    note = forms.CharField(label=phrase("改了什么、为什么", "What changes, and why"), max_length=NOTE)


@of_the_whole
def ground(request: Request, kind: str, name: str = "") -> HttpResponseBase:
    """One of them as it counts now; without a name a new one, with a shipped one to begin from."""
    if kind not in FOLDERS:
        return refuse(request, 404)
    text = text_of(kind, name) if name else _like(kind)
    if not text:
        return refuse(request, 404)
    form = Document(request.POST or None, initial={"document": text})
    problems: Sequence[Problem] = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = publish_ground(kind, given["document"], _hand(request, given["note"]), name)
            return go(request, "ground", kind, row.name)
        except BrokenHandbook as error:
            problems = error.problems
    return _shown(request, kind, name, form, problems)


@of_the_whole
def withdrawal(request: Request, kind: str, name: str) -> HttpResponseBase:
    """The company has none of its own any more."""
    if kind not in FOLDERS or not own_documents().get((kind, name)):
        return refuse(request, 404)
    try:
        withdraw_ground(kind, name, _hand(request, request.POST.get("note", "")[:NOTE]))
    except BrokenHandbook as error:
        form = Document(initial={"document": text_of(kind, name)})
        return _shown(request, kind, name, form, error.problems)
    return go(request, "ground", kind, name) if text_of(kind, name) else go(request, "calendars")


def _shown(request: Request, kind: str, name: str, form: Document, problems: Sequence[Problem]) -> HttpResponseBase:
    context: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "name": name,
        "title": TITLE[kind],
        "own": bool(name and own_documents().get((kind, name))),
        "shipped": name in shipped_texts(kind),
        "editions": editions(kind, name) if name else (),
        "problems": [(one, told(one.what), told(one.right)) for one in problems],
        "tab": COMMITMENTS if kind == COMMITMENTS else CALENDARS,
        "years": sorted({*shipped_texts(HOLIDAYS), *_own(HOLIDAYS)}) if kind != COMMITMENTS else (),
    }
    return show(request, "standards/ground.html", context, 422 if problems or form.errors else 200)


def _like(kind: str) -> str:
    return max(shipped_texts(kind).items())[1]


def _own(kind: str) -> Sequence[str]:
    return [name for (of, name), text in own_documents().items() if of == kind and text]


def _hand(request: Request, note: str) -> Hand:
    return Hand(request.member.staff_number, request.now, note)
