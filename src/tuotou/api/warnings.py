"""Warnings: what somebody must do something about, page by page as they change, and one with its story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router, Schema

from tuotou.api.access import needs, who
from tuotou.api.instants import iso
from tuotou.api.pages import MOST, cursor, place
from tuotou.api.problem import Problem
from tuotou.api.told import told
from tuotou.clockwork.clock import clock
from tuotou.operations.inquiry.sight import sight_of
from tuotou.operations.warnings.handling import NoWarning
from tuotou.operations.warnings.listing import WarningStory, warning_story
from tuotou.operations.warnings.paging import Wanted, changed_warnings
from tuotou.store.models import Warning

router = Router(tags=["warnings"])
READ = needs("warnings:read")
Word = Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")]
PLAIN = (
    "id", "standard", "site", "cause", "severity", "state", "step", "open", "items", "role", "owner",
    "cause_code", "action_code",
)  # fmt: skip
TIMES = ("due_at", "opened_at", "changed_at", "resolved_at", "told_at")


class Asked(Schema):
    """Which warnings, and from where on."""

    site: Word = ""
    standard: Word = ""
    state: Word = ""
    after: str = Field("", description="`next` of the page before")
    limit: int = Field(100, ge=1, le=MOST)


class WarningOut(Schema):
    """A warning as it stands."""

    id: int
    standard: str = Field(description="Empty: a cause that explains many")
    site: str
    cause: str
    under: int | None = Field(description="The warning of its cause")
    severity: str
    state: str
    step: int
    open: int = Field(description="Promises that are at risk or broken …")
    items: int = Field(description="… of so many that ever were")
    role: str
    owner: str
    cause_code: str
    action_code: str
    due_at: str | None
    opened_at: str
    changed_at: str
    resolved_at: str | None
    told_at: str | None


class WarningPage(Schema):
    """Some warnings."""

    warnings: list[WarningOut]
    next: str | None = Field(description="`after` of the next page; null: that is all for now")


class StepOut(Schema):
    """What happened to it."""

    at: str
    who: str
    act: str
    count: int
    role: str
    note: str


class ItemOut(Schema):
    """A promise in it."""

    promise: str
    subject_kind: str
    subject: str
    status: str
    due_at: str
    open: bool


class StoryOut(WarningOut):
    """A warning with its history, and the first of its promises."""

    steps: list[StepOut]
    promises: list[ItemOut]


@router.get("", auth=READ, response=WarningPage, summary="Warnings as they changed")
def changed(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """Asked again and again with the last `next`, it tells all changes."""
    sight = sight_of(who(request).unit, clock())
    wanted = Wanted(sight.sites, asked.site, asked.standard, asked.state)
    found = changed_warnings(wanted, place(asked.after, int, int), asked.limit)
    last = found[-1] if len(found) == asked.limit else None
    after = cursor((last.changed_at, last.pk)) if last else None
    return told({"warnings": [_warning(one) for one in found], "next": after})


@router.get("/{id}", auth=READ, response=StoryOut, summary="One warning with its story")
def one(request: HttpRequest, id: Annotated[int, Path(ge=1, lt=2**63)]) -> Mapping[str, Any]:
    """Who was told, who took it up, and what is in it."""
    sight = sight_of(who(request).unit, clock())
    try:
        story = warning_story(id)
    except NoWarning:
        raise Problem(404, "not_found", f"there is no warning {id}") from None
    if not sight.sees(story.warning.site):
        raise Problem(404, "not_found", f"there is no warning {id}")
    return {**_warning(story.warning), "steps": _steps(story), "promises": _items(story)}


def _warning(one: Warning) -> Mapping[str, Any]:
    times = {name: iso(getattr(one, name)) for name in TIMES}
    return {**{name: getattr(one, name) for name in PLAIN}, **times, "under": one.under_id}


def _steps(story: WarningStory) -> list[Mapping[str, Any]]:
    plain = ("who", "act", "count", "role", "note")
    return [{"at": iso(step.at), **{name: getattr(step, name) for name in plain}} for step in story.steps]


def _items(story: WarningStory) -> list[Mapping[str, Any]]:
    return [
        {
            "promise": item.promise_id,
            "subject_kind": item.subject.kind,
            "subject": item.subject.number,
            "status": item.status,
            "due_at": iso(item.due_at),
            "open": item.open,
        }
        for item in story.promises
    ]
