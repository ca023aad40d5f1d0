"""A second person decides on a draft: approved it is published and holds from its date on, refused it says why."""

from __future__ import annotations

from tuotou.core.standards.editing import NotEditable, put
from tuotou.handbook import BrokenHandbook
from tuotou.operations.inquiry.sight import Sight
from tuotou.operations.standards.drafting import Broken, held, note
from tuotou.operations.standards.held import called
from tuotou.operations.standards.publish import Hand, publish
from tuotou.operations.warnings.handling import CannotDo
from tuotou.store.models import StandardDraft
from tuotou.store.models.standard_draft import APPROVED, REFUSED, SUBMITTED


def approve(id: int, hand: Hand, sight: Sight, since: str = "") -> StandardDraft:
    """Publish a submitted draft; `since`: from another day or minute on than it says. Raises `Broken`, `CannotDo`."""
    with held(id) as draft:
        _check(draft, hand, sight)
        if since:
            draft.document = _dated(draft.document, since)
        try:
            rows = publish({draft.standard: draft.document}, Hand(hand.who, hand.at, draft.note))
        except BrokenHandbook as broken:
            raise Broken(broken.problems) from None
        draft.published, draft.document = rows[0], rows[0].document
        _decided(draft, hand, APPROVED)
        note(draft, hand, "standard.approve", published=called(rows[0]), authors=draft.authors)
    return draft


def refuse(id: int, hand: Hand, sight: Sight) -> StandardDraft:
    """Say no, and why: its authors write on. Raises `CannotDo`."""
    if not hand.note.strip():
        raise CannotDo("a refusal needs a reason", "say what would have to be different")
    with held(id) as draft:
        _check(draft, hand, sight)
        _decided(draft, hand, REFUSED)
        note(draft, hand, "standard.refuse", authors=draft.authors)
    return draft


def why_not(draft: StandardDraft, who: str, sight: Sight) -> str:
    """Why somebody may not decide on a draft; empty: they may."""
    if draft.state != SUBMITTED:
        return f"this draft is {draft.state}"
    if who in draft.authors:
        return "nobody decides on a draft that they wrote on themselves"
    if sight.sites is not None:
        return "a standard holds for the whole company: who decides sees all of it"
    return ""


def _check(draft: StandardDraft, hand: Hand, sight: Sight) -> None:
    if reason := why_not(draft, hand.who, sight):
        raise CannotDo(reason)


def _dated(text: str, since: str) -> str:
    try:
        return put(text, ("effective", "from"), since)
    except NotEditable:
        raise CannotDo("the date cannot be set in this document", "refuse it, and say which date it needs") from None


def _decided(draft: StandardDraft, hand: Hand, state: str) -> None:
    draft.state, draft.decided_at, draft.decided_by, draft.answer = state, hand.at, hand.who, hand.note.strip()
