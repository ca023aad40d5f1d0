"""The editor of a draft: its text and its form side by side, checked as one types."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict

from tuotou.console.page import Request, refuse, show
from tuotou.console.standards.differing import changes
from tuotou.console.standards.names import GROUP, PART, RUN, choice
from tuotou.console.standards.page import described
from tuotou.core.document import Bilingual
from tuotou.core.standards.editing import NotEditable, append, drop, value_at
from tuotou.core.standards.parts import Part, parts_of, with_parts
from tuotou.core.standards.role import ROLES
from tuotou.core.standards.standard import Standard
from tuotou.operations.live.watch import current_watch
from tuotou.operations.standards.checking import Checked, check_document
from tuotou.operations.standards.deciding import why_not
from tuotou.operations.standards.drafting import Broken
from tuotou.operations.standards.held import plain
from tuotou.operations.warnings.handling import CannotDo
from tuotou.store.models import StandardDraft, StandardVersion
from tuotou.store.models.standard_draft import APPROVED, DISCARDED, OPEN, REFUSED, SUBMITTED, WRITING

STATE: Final = {
    WRITING: Bilingual("起草中", "being written"),
    SUBMITTED: Bilingual("待审批", "waits for approval"),
    REFUSED: Bilingual("已退回", "refused"),
    APPROVED: Bilingual("已批准", "approved"),
    DISCARDED: Bilingual("已放弃", "discarded"),
}
FIRST_LEVEL: Final = "{at: 80 %, tell: outlet_manager}"


def drawn(request: Request, draft: StandardDraft, error: CannotDo | None = None) -> HttpResponseBase:
    """The page of a draft; `error`: what could not be done with it, which loses nothing that was typed."""
    typed = request.POST.get("document")
    text = plain(typed) if error and typed is not None else draft.document
    writes = request.member.can("standards.write") and draft.state in (WRITING, REFUSED)
    context = {
        **looked_at(request, text),
        "draft": draft,
        "state": STATE[draft.state],
        "since": value_at(draft.document, ("effective", "from")) if draft.state == SUBMITTED else "",
        "writes": writes,
        "mine": request.member.staff_number in draft.authors,
        "open": draft.state in OPEN,
        "waits": draft.state == SUBMITTED,
        "why_not": why_not(draft, request.member.staff_number, request.member.sight),
        "error": error,
        "refused": error.problems if isinstance(error, Broken) else (),
        "changed": changes(_before(draft), text),
        "trials": draft.trials.defer("result", "document").order_by("-asked_at")[:10],
        "runs": RUN,
        "note": request.POST.get("note", ""),
    }
    return show(request, "standards/draft.html", context, 409 if error else 200)


def check(request: Request, id: int) -> HttpResponseBase:
    """What is wrong with a text that is being typed, and what it would say."""
    text = plain(request.POST.get("document", ""))
    return show(request, "standards/parts/typed.html", {**looked_at(request, text), "draft": {"pk": id}})


def fill(request: Request, id: int) -> HttpResponseBase:
    """The text with what was changed in the form, and the form of that text."""
    given, text = request.POST, plain(request.POST.get("document", ""))
    with suppress(NotEditable):  # it stands in the text in a way that no form shows: the answer shows it as it is
        text = _with_levels(with_parts(text, _values(given)), given)
    if not StandardDraft.objects.filter(pk=id).exists():
        return refuse(request, 404)
    return show(request, "standards/parts/filled.html", {**looked_at(request, text), "draft": {"pk": id}})


def looked_at(request: Request, text: str) -> dict[str, Any]:
    """A text, what the checker says of it, and the parts of it that a form shows."""
    checked = check_document(text, current_watch().handbook, request.now)
    return {
        "text": text,
        "problems": checked.problems,
        "said": _said(checked),
        "groups": _groups(parts_of(text), checked),
        "roles": [(name, choice(name)) for name in ROLES],
    }


def _said(checked: Checked) -> dict[str, Any]:
    """What it says in plain words, where it can be read."""
    one: Standard | None = checked.standard
    return described(one) if one is not None and one.form else {}


def _groups(parts: Sequence[Part], checked: Checked) -> list[tuple[str, Bilingual, list[dict[str, Any]]]]:
    """The parts of a document, group by group."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in GROUP}
    for part in parts:
        choices = [(word, choice(word)) for word in part.choices]
        found[part.group].append({"part": part, "label": PART.get(part.word, _plainly(part.word)), "choices": choices})
    empty = {"money"} if checked.standard is None else set()
    return [(name, GROUP[name], fields) for name, fields in found.items() if fields and name not in empty]


def _plainly(word: str) -> Bilingual:
    return Bilingual(word, word.replace("_", " "))


def _values(given: MultiValueDict[str, str]) -> dict[str, str]:
    return {name.removeprefix("part."): str(given[name]) for name in given if name.startswith("part.")}


def _with_levels(text: str, given: MultiValueDict[str, str]) -> str:
    """One warning level more, or one less, where a button said so."""
    if "level" in given:
        return append(text, "warn", FIRST_LEVEL)
    turn = str(given.get("without", ""))
    return drop(text, ("warn", int(turn))) if turn.isdigit() and len(turn) < 3 else text


def _before(draft: StandardDraft) -> str:
    """The text of the version that it began as."""
    held = StandardVersion.objects.filter(standard=draft.standard, version=draft.based_on or 0).order_by("set_aside")
    return next((one.document for one in held[:1]), "")
