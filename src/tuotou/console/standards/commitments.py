"""Tables of time commitments: their rows, and what they would promise for an order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from django import forms
from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console.form import Form, phrase
from tuotou.console.listing import Column, Filter, Listing, listed
from tuotou.console.page import Request, refuse
from tuotou.console.standards.names import CONFIDENCE
from tuotou.console.tags import said, valued, words
from tuotou.core.document import Bilingual
from tuotou.core.standards.commitment import ANY, Commitments, Row
from tuotou.core.standards.sentence import due_of
from tuotou.core.standards.wall_clock import instant
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.core.working_time import NEVER, Calendar
from tuotou.operations.live.watch import current_watch

WORD: Final = {
    ANY: Bilingual("任意", "any"),
    "same_city": Bilingual("同城", "same city"),
    "same_province": Bilingual("省内", "same province"),
}

LISTING: Final = Listing(
    "commitments",
    Bilingual("时效承诺表", "Time commitments"),
    lambda _: list(current_watch().handbook.commitments.values()),
    (
        Column("title", Bilingual("承诺表", "Table"), lambda one: said(one.title), "title"),
        Column("id", Bilingual("编号", "Id"), lambda one: one.id, "id"),
        Column("rows", Bilingual("行", "Rows"), lambda one: len(one.rows), "rows", figure=True),
        Column("zones", Bilingual("区域", "Zones"), lambda one: len(one.zones), "zones", figure=True),
        Column("source", Bilingual("依据", "Source"), lambda one: "；".join(each.text for each in one.sources)),
    ),
    link=lambda one: reverse("commitment", args=[one.id]),
)
"""All tables."""


def _calendars() -> list[tuple[str, str]]:
    """The calendars by which a table may be asked."""
    return [(id, f"{said(one.title)} ({id})") for id, one in current_watch().handbook.calendars.items()]


class Order(Form):
    """An order of which it is asked by when it would be promised."""

    origin = forms.CharField(
        label=phrase("始发", "Origin"), help_text=phrase("区划代码或网点", "Region code or site"), max_length=40
    )
    destination = forms.CharField(
        label=phrase("目的", "Destination"), help_text=phrase("区划代码或网点", "Region code or site"), max_length=40
    )
    product = forms.CharField(label=phrase("产品", "Product"), required=False, max_length=40)
    at = forms.CharField(
        label=phrase("下单时刻", "Ordered at"),
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": "2026-11-23 10:00"}),
    )
    calendar = forms.ChoiceField(label=phrase("日历", "Calendar"), choices=_calendars)

    def clean_at(self) -> int:
        """µs UTC of what is written as a wall clock shows it."""
        found = instant(self.cleaned_data["at"].replace("T", " "))
        if found is None:
            raise forms.ValidationError(words("写成 2026-11-23 10:00", "write it like 2026-11-23 10:00"))
        return found


@dataclass(frozen=True, slots=True)
class Promised:
    """The answer."""

    due: int | None  # µs UTC
    row: Row | None
    estimated: bool


def commitments(request: Request) -> HttpResponseBase:
    """All of them."""
    return listed(request, LISTING, "standards/listed.html", {"tab": "commitments"})


def commitment(request: Request, id: str) -> HttpResponseBase:
    """One of them, with the rows that fit, and the answer to a question."""
    handbook = current_watch().handbook
    table = handbook.commitments.get(id)
    if table is None:
        return refuse(request, 404)
    asked = "at" in request.GET
    form = Order(request.GET if asked else None)
    answer = None
    if asked and form.is_valid():
        answer = promised(table, form.cleaned_data, handbook.calendars[form.cleaned_data["calendar"]])
    listing = _rows_of(table, handbook.vocabulary)
    context = {
        "table": table,
        "form": form,
        "answer": answer,
        "told": answer and answer.row and _described(answer.row, handbook.vocabulary),
        "zones": [(name, " ".join(codes)) for name, codes in table.zones.items()],
        "sources": [(each, CONFIDENCE[each.confidence]) for each in table.sources],
    }
    return listed(request, listing, "standards/commitment.html", context)


def promised(table: Commitments, order: dict[str, Any], calendar: Calendar) -> Promised:
    """What a table says of an order."""
    ends = [order[name] or None for name in ("origin", "destination", "product")]
    row = table.row_for(order["at"], *ends)
    columns = (pl.Series([name], dtype=pl.String()) for name in ends)
    origin, destination, product = columns
    found = table.due(np.array([order["at"]], dtype=np.int64), origin, destination, product, calendar)
    due = int(found.due[0])
    return Promised(None if due == NEVER else due, row, bool(found.estimated[0]))


def _rows_of(table: Commitments, vocabulary: Vocabulary) -> Listing:
    """The rows of a table as a list."""
    ends = {name: _narrow(name, vocabulary) for name in ("origin", "destination", "product")}
    titles = {
        "origin": Bilingual("始发区域", "From zone"),
        "destination": Bilingual("目的区域", "To zone"),
        "product": Bilingual("产品", "Product"),
    }
    return Listing(
        f"commitment-{table.id}",
        Bilingual("承诺行", "Rows"),
        lambda _: list(table.rows),
        (
            *(Column(name, title, _end(name, vocabulary), name) for name, title in titles.items()),
            Column("due", Bilingual("时限", "Due"), lambda row: said(due_of([row.due]))),
            Column("from", Bilingual("生效", "From"), lambda row: row.effective, "from", "cells/instant.html"),
            Column("until", Bilingual("截止", "Until"), lambda row: row.until if row.until != NEVER else None, "",
                   "cells/instant.html"),
        ),
        tuple(Filter(f"only_{name}", title, ends[name]) for name, title in titles.items()),
    )  # fmt: skip


def _end(name: str, vocabulary: Vocabulary) -> Any:
    return lambda row: _word(getattr(row.lane, name), vocabulary)


def _word(text: str, vocabulary: Vocabulary) -> str:
    return said(WORD[text]) if text in WORD else valued(text, vocabulary)


def _narrow(name: str, vocabulary: Vocabulary) -> Any:
    def narrow(rows: list[Row], value: str) -> list[Row]:
        wanted = value.casefold()
        both = ((row, getattr(row.lane, name)) for row in rows)
        return [row for row, word in both if wanted in word.casefold() or wanted in _word(word, vocabulary).casefold()]

    return narrow


def _described(row: Row, vocabulary: Vocabulary) -> str:
    origin, destination, product = (
        _word(name, vocabulary) for name in (row.lane.origin, row.lane.destination, row.lane.product)
    )
    return f"{origin} → {destination} · {product}"
