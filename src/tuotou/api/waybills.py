"""Waybills: what was ordered, by its number; each becomes the first event of a parcel's trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router

from tuotou.api.access import needs, who
from tuotou.api.body import JSON, LINES, body_of, content_type
from tuotou.api.events import EventsAnswer, rows_of, said
from tuotou.api.once import answered
from tuotou.clockwork.clock import shared_clock
from tuotou.operations.live.receive import receive
from tuotou.operations.live.watch import current_watch

router = Router(tags=["waybills"])
ORDERED: Final = "ordered"
OWN: Final[Mapping[str, str]] = {"number": "subject", "ordered_at": "at", "site": "site", "person": "person"}
"""Fields of a waybill → of an event; all others are attributes."""
SOURCE: Final = "platform"
WAYBILL: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["number", "ordered_at"],
    "properties": {
        "number": {"type": "string", "maxLength": 120, "description": "With the brand before it, as in events"},
        "ordered_at": {"type": "string", "format": "date-time"},
        "site": {"type": "string", "maxLength": 64},
        "product": {"type": "string"},
        "customer_kind": {"type": "string"},
        "promised_at": {"type": "string", "format": "date-time"},
        "weight_g": {"type": "integer", "minimum": 0},
    },
}
BODY: Final[Mapping[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON[0]: {"schema": {"type": "array", "items": WAYBILL}},
            LINES[0]: {"schema": {"type": "string", "description": "One waybill a line"}},
        },
    }
}


@router.post("", auth=needs("events:write"), response=EventsAnswer, openapi_extra=dict(BODY), summary="Send waybills")
def send(request: HttpRequest, outcomes: bool = False) -> HttpResponse:
    """Once for each number; later changes are events `order_changed`. Names and phone numbers are not taken."""
    form = content_type(request, (*JSON, *LINES))
    body = body_of(request)
    records = [_event(row) for row in rows_of(body, form in LINES)]
    return answered(
        request,
        who(request),
        body,
        lambda: said(receive(records, SOURCE, current_watch, shared_clock), outcomes),
    )


def _event(row: object) -> object:
    """A waybill as an event; what is no object stays so, and is refused as such."""
    if not isinstance(row, dict):
        return row
    own = {OWN[name]: value for name, value in row.items() if name in OWN}
    attrs = {name: value for name, value in row.items() if name not in OWN}
    return {**own, "subject_kind": "parcel", "kind": ORDERED, "id": ORDERED, "attrs": attrs}
