"""The page of a subject: told, noted upon, read in full, taken away."""

from __future__ import annotations

from typing import Final

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

from tuotou.archive.layout import ArchiveError
from tuotou.console.page import Request, go, refuse, show
from tuotou.console.subjects.noted import notes_of
from tuotou.console.subjects.status import STATUS
from tuotou.console.subjects.told import Page, told
from tuotou.console.subjects.workbook import taken_away
from tuotou.console.tags import told as said_of
from tuotou.operations.access.unmasking import NoReason, unmask
from tuotou.operations.subjects.notes import NotWritten, write_note
from tuotou.operations.subjects.pictures import picture

TEMPLATE: Final = "subjects/subject.html"


def subject(request: Request, kind: str, number: str) -> HttpResponseBase:
    """One subject: what happened, what was promised, what became of it."""
    try:
        page = told(request, kind, number)
    except ArchiveError as error:
        return show(request, "subjects/archived.html", {"number": number, "why": str(error)}, 503)
    if page is None:
        return refuse(request, 404)
    if request.GET.get("export") == "xlsx":
        return taken_away(request, page)
    return shown(request, page)


def notes(request: Request, kind: str, number: str) -> HttpResponseBase:
    """Write down what one knows."""
    page = told(request, kind, number)
    if page is None:
        return refuse(request, 404)
    text = request.POST.get("text", "")
    try:
        write_note((kind, number), text, (request.member.staff_number, request.member.unit), request.now)
    except NotWritten as error:
        return shown(request, page, 422, text=text, note_refused=said_of(str(error)))
    return go(request, "subject", kind, number)


def unmasking(request: Request, kind: str, number: str) -> HttpResponseBase:
    """Read what is personal in full, this once."""
    page = told(request, kind, number, unmasked=True)
    if page is None:
        return refuse(request, 404)
    try:
        unmask((kind, number), request.POST.get("reason", ""), request.member.staff_number, request.now)
    except NoReason:
        masked = told(request, kind, number)
        assert masked is not None
        return shown(request, masked, 422, unmask_refused=said_of("say what for"))
    return shown(request, page)


def evidence(request: Request, kind: str, number: str, fingerprint: str) -> HttpResponseBase:
    """A picture that an event of this subject names."""
    page = told(request, kind, number)
    if page is None or fingerprint not in {proof.text for proof in page.proofs}:
        return refuse(request, 404)
    found = picture(fingerprint)
    if found is None:
        return refuse(request, 404)
    file, type_ = found
    return FileResponse(file.open("rb"), content_type=type_, headers={"X-Content-Type-Options": "nosniff"})


def shown(request: Request, page: Page, status: int = 200, **more: str) -> HttpResponse:
    """The page, and what was wrong with what somebody sent."""
    context = {
        "told": page,
        "course": page.course,
        "unfold": "all" in request.GET,
        "statuses": STATUS,
        "notes": notes_of(page),
        "pictures": {proof.text for proof in page.proofs if picture(proof.text)},
        "may_unmask": request.member.can("personal.unmask"),
    }
    return show(request, TEMPLATE, {**context, **more}, status)
