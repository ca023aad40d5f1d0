"""Sites and people: read page by page, and changed row by row as the sheets of the organisation would change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from tuotou.api.access import needs, who
from tuotou.api.body import JSON, body_of, content_type
from tuotou.api.events import RowError
from tuotou.api.once import answered
from tuotou.api.pages import MOST
from tuotou.api.problem import Problem
from tuotou.clockwork.clock import clock
from tuotou.feeds.event_records import NotJson, parsed
from tuotou.feeds.organisation.records import NAMES, rows_of
from tuotou.operations.inquiry.sight import sight_of
from tuotou.operations.organisation.importing import Imported, import_sheets
from tuotou.operations.organisation.listing import people as people_of
from tuotou.operations.organisation.listing import units as units_of

router = Router(tags=["organisation"])
READ: Final = needs("organisation:read")
ROWS: Final = 10_000
FIRST: Final = 2
"""What a sheet calls its first row."""
SheetName = Literal[
    "units", "belongings", "franchisees", "franchises", "brands", "served_areas", "people", "posts", "duties",
    "vehicles", "lines",
]  # fmt: skip
assert set(NAMES) == set(SheetName.__args__)  # type: ignore[attr-defined]


class Asked(Schema):
    """From where on."""

    after: str = Field("", max_length=64, pattern=r"^[^\x00]*$", description="`next` of the page before")
    limit: int = Field(100, ge=1, le=MOST)


class UnitOut(Schema):
    """A unit of the company."""

    code: str
    name: str
    name_en: str
    kind: str
    lng: float | None
    lat: float | None
    parent: str | None = Field(description="Whose part it is now")


class UnitPage(Schema):
    """Some units."""

    units: list[UnitOut]
    next: str | None


class PostOut(Schema):
    """As what somebody works, and where."""

    unit: str
    role: str


class PersonOut(Schema):
    """Somebody who works for the company."""

    staff_number: str
    name: str
    mobile: str = Field(description="Masked")
    posts: list[PostOut]


class PeoplePage(Schema):
    """Some people."""

    people: list[PersonOut]
    next: str | None


class SheetAnswer(Schema):
    """What became of the rows."""

    rows: int
    refused: int
    added: int
    changed: int
    removed: int = Field(description="Rows that were struck out")
    errors: list[RowError]


BODY: Final[Mapping[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {JSON[0]: {"schema": {"type": "array", "maxItems": ROWS, "items": {"type": "object"}}}},
    }
}


@router.get("/units", auth=READ, response=UnitPage, summary="Units, by code")
def units(request: HttpRequest, asked: Query[Asked]) -> Mapping[str, Any]:
    """Sites, areas, departments: as they stand now."""
    now = clock()
    found = units_of(sight_of(who(request).unit, now).sites, asked.after, asked.limit, now)
    plain = ("code", "name", "name_en", "kind", "lng", "lat")
    return {
        "units": [{**{name: getattr(one.unit, name) for name in plain}, "parent": one.parent} for one in found],
        "next": found[-1].unit.code if len(found) == asked.limit else None,
    }


@router.get("/people", auth=READ, response=PeoplePage, summary="People, by staff number")
def people(request: HttpRequest, asked: Query[Asked]) -> Mapping[str, Any]:
    """Who works where; mobile numbers are masked."""
    now = clock()
    found = people_of(sight_of(who(request).unit, now).sites, asked.after, asked.limit, now)
    return {
        "people": [
            {
                "staff_number": one.staff_number,
                "name": one.name,
                "mobile": one.mobile,
                "posts": [{"unit": unit, "role": role} for unit, role in one.posts],
            }
            for one in found
        ],
        "next": found[-1].staff_number if len(found) == asked.limit else None,
    }


@router.post(
    "/sheets/{sheet}",
    auth=needs("organisation:write"),
    response=SheetAnswer,
    openapi_extra=dict(BODY),
    summary="Change rows of the organisation",
)
def change(request: HttpRequest, sheet: SheetName) -> HttpResponse:
    """Rows with the columns of the sheet (`tuotou organisation template`); what they do not name stays as it is."""
    caller = who(request)
    if caller.unit:
        raise Problem(403, "forbidden", "a token that sees one unit changes no organisation")
    content_type(request, JSON)
    body = body_of(request)
    records = _records(parsed(body))
    return answered(request, caller, body, lambda: _answer(_imported(sheet, records, caller.owner)))


def _records(value: object) -> Sequence[Mapping[str, object]]:
    """The rows. Raises `Problem` (413, 422)."""
    if isinstance(value, NotJson):
        raise Problem(422, "invalid", f"no JSON: {value.reason}; right: a list of rows")
    given = value if isinstance(value, list) else [value]
    found = [row for row in given if isinstance(row, dict)]
    if not found or len(found) < len(given):
        raise Problem(422, "invalid", 'no rows; right: [{"code": "SZ01", "name": "…", "kind": "outlet"}]')
    if len(found) > ROWS:
        raise Problem(413, "too_large", f"more than {ROWS:,} rows; right: several requests")
    return found


def _imported(sheet: str, records: Sequence[Mapping[str, object]], by: str) -> Imported:
    done = import_sheets(rows_of(sheet, records), clock(), by)
    if done.problems:
        errors = [{"where": sheet, "what": found.what, "right": found.right} for found in done.problems]
        raise Problem(422, "invalid", "", errors)  # type: ignore[arg-type]
    return done


def _answer(done: Imported) -> Mapping[str, Any]:
    (told,) = done.sheets
    errors = [{**row, "row": row["row"] - FIRST, "value": row["value"] or ""} for row in done.rejected.to_dicts()]
    counts = {name: getattr(told, name) for name in ("rows", "refused", "added", "changed", "removed")}
    return {**counts, "errors": errors}
