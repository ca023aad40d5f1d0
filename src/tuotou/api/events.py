"""Events in: JSON or NDJSON, packed or not, up to 100,000 at once. Each row is answered for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuotou.api.access import needs, who
from tuotou.api.body import JSON, LINES, body_of, content_type
from tuotou.api.instants import iso
from tuotou.api.once import answered
from tuotou.api.problem import Problem
from tuotou.clockwork.clock import shared_clock
from tuotou.feeds.event_records import AN_EVENT, NotJson, parsed, parsed_lines
from tuotou.operations.live.receive import Received, receive
from tuotou.operations.live.watch import current_watch

ROWS: Final = 100_000
ERRORS: Final = 1_000
SOURCE: Final = "import"
"""Whose events are that do not say it."""
router = Router(tags=["events"])


class RowError(Schema):
    """What is wrong with one field of one row."""

    row: int = Field(description="The row, from 0")
    field: str
    value: str
    reason: str
    right: str = Field(description="What would be right")


class EventsAnswer(Schema):
    """What became of the rows."""

    rows: int
    recorded: int = Field(description="New, and safe on disk; judged at once")
    repeated: int = Field(description="Known already, word for word")
    refused: int
    recorded_at: str | None = Field(description="When the last of the new ones were recorded")
    errors: list[RowError] = Field(description=f"The first {ERRORS:,} faults")
    outcomes: list[str] | None = Field(None, description="By row: recorded, repeated or refused; where asked for")


EVENT: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["subject_kind", "subject", "id", "kind", "at"],
    "properties": {
        "subject_kind": {"type": "string", "maxLength": 32, "example": "parcel"},
        "subject": {"type": "string", "maxLength": 120, "example": "YT7700000000001"},
        "id": {"type": "string", "maxLength": 200, "description": "Unique within its subject"},
        "kind": {"type": "string", "maxLength": 64, "example": "accepted"},
        "at": {"type": "string", "format": "date-time", "description": "With its offset"},
        "site": {"type": "string", "maxLength": 64},
        "person": {"type": "string", "maxLength": 64},
        "source": {"type": "string", "maxLength": 64},
        "attrs": {"type": "object"},
    },
}
BODY: Final[Mapping[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON[0]: {"schema": {"type": "array", "maxItems": ROWS, "items": EVENT}},
            LINES[0]: {"schema": {"type": "string", "description": "One event a line"}},
        },
    }
}


@router.post("", auth=needs("events:write"), response=EventsAnswer, openapi_extra=dict(BODY), summary="Record events")
def record(request: HttpRequest, outcomes: bool = False) -> HttpResponse:
    """Good rows are recorded whatever stands beside them; sent again they are repeated, and change nothing."""
    form = content_type(request, (*JSON, *LINES))
    body = body_of(request)
    records = rows_of(body, form in LINES)
    return answered(request, who(request), body, lambda: said(_received(records), outcomes))


def rows_of(body: bytes, lines: bool) -> Sequence[object]:
    """The records of a body. Raises `Problem` (413, 422)."""
    if lines:
        found = list(islice(parsed_lines(body), ROWS + 1))
    else:
        value = parsed(body)
        if isinstance(value, NotJson):
            raise Problem(422, "invalid", f"no JSON: {value.reason}; right: a list of events such as [{AN_EVENT}]")
        found = value if isinstance(value, list) else [value]
    if len(found) > ROWS:
        raise Problem(413, "too_large", f"more than {ROWS:,} rows; right: several requests")
    return found


def said(received: Received, outcomes: bool) -> dict[str, Any]:
    """The answer, as JSON has it."""
    return {
        "rows": len(received.outcomes),
        **{word: received.count(word) for word in ("recorded", "repeated", "refused")},
        "recorded_at": iso(received.recorded_at),
        "errors": received.refused.head(ERRORS).to_dicts(),
        **({"outcomes": received.outcomes.to_list()} if outcomes else {}),
    }


def _received(records: Sequence[object]) -> Received:
    return receive(records, SOURCE, current_watch, shared_clock)
