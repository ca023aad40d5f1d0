"""Drafts of standards: begun as a version or as nothing, written on, submitted. Deciding is somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from tuotou.core.document import Problem
from tuotou.core.standards.handbook import Handbook
from tuotou.operations.inquiry.sight import sight_of
from tuotou.operations.standards.beginning import Way, begun_as
from tuotou.operations.standards.checking import check_document
from tuotou.operations.standards.held import plain
from tuotou.operations.standards.publish import Hand
from tuotou.operations.warnings.handling import CannotDo, NotThere
from tuotou.store.models import AuditEntry, StandardDraft, StandardVersion, Unit
from tuotou.store.models.standard_draft import DISCARDED, OPEN, REFUSED, SUBMITTED, WRITING
from tuotou.store.whole import writing

MOST: Final = 20
"""Drafts of one standard that are open at once."""


class Broken(CannotDo):
    """A document with errors; `problems` says where and what would be right."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("the document has errors", "mend them, then submit it")
        self.problems = problems


class Overtaken(CannotDo):
    """Somebody else saved the draft in the meantime."""

    def __init__(self) -> None:
        super().__init__("somebody else has saved this draft in the meantime", "load the page again and compare")


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a draft begins as: a version held, or where there is none, the words that every standard has."""

    standard: str
    version: int | None = None
    way: Way = Way.CHANGE
    unit: str = ""  # of a pilot: it and all below it


def begin(asked: Beginning, hand: Hand) -> StandardDraft:
    """Begin a draft. Raises `CannotDo`."""
    with writing():
        based = None
        if asked.version is not None:
            held = StandardVersion.objects.filter(standard=asked.standard, version=asked.version).order_by("set_aside")
            based = held.first()
            if based is None:
                raise NotThere(f"'{asked.standard}' has no version {asked.version}")
        if StandardDraft.objects.filter(standard=asked.standard, state__in=OPEN).count() >= MOST:
            raise CannotDo(f"'{asked.standard}' has {MOST} open drafts", "discard those that nobody needs")
        draft = StandardDraft.objects.create(
            standard=asked.standard,
            based_on=asked.version,
            document=plain(begun_as(based, asked.standard, asked.way, _sites(asked, hand.at), hand.at)),
            authors=[hand.who],
            made_at=hand.at,
            changed_at=hand.at,
        )
        note(draft, hand, "standard.draft", based_on=asked.version, way=str(asked.way))
    return draft


def _sites(asked: Beginning, now: int) -> tuple[str, ...]:
    """The sites of a pilot. Raises `CannotDo`."""
    if asked.way != Way.PILOT:
        return ()
    if not Unit.objects.filter(code=asked.unit).exists():
        raise CannotDo(f"there is no unit '{asked.unit}'", "name the province, area or site where the pilot is")
    return tuple(sorted(sight_of(asked.unit, now).sites or ()))


def save(id: int, revision: int, document: str, hand: Hand) -> StandardDraft:
    """Save what was written on a draft, as somebody saw it at `revision`. Raises `CannotDo`."""
    with held(id) as draft:
        if draft.state not in (WRITING, REFUSED):
            raise CannotDo(f"this draft is {draft.state}", "take it back before you write on it")
        if draft.revision != revision:
            raise Overtaken
        text = plain(document)
        if text == draft.document:
            return draft
        draft.document, draft.revision, draft.changed_at, draft.state = text, revision + 1, hand.at, WRITING
        draft.authors = [*draft.authors, *({hand.who} - {*draft.authors})]
        note(draft, hand, "standard.write", revision=draft.revision)
    return draft


def submit(id: int, hand: Hand, ground: Handbook) -> StandardDraft:
    """Hand a draft to somebody else for approval. Raises `Broken`, `CannotDo`."""
    if not hand.note.strip():
        raise CannotDo("a submission says why", "write one sentence for who decides")
    with held(id) as draft:
        if draft.state not in (WRITING, REFUSED):
            raise CannotDo(f"this draft is {draft.state}")
        checked = check_document(draft.document, ground, hand.at)
        if checked.problems:
            raise Broken([*checked.problems])
        draft.state, draft.submitted_at, draft.note = SUBMITTED, hand.at, hand.note.strip()
        draft.authors = [*draft.authors, *({hand.who} - {*draft.authors})]
        note(draft, hand, "standard.submit", revision=draft.revision)
    return draft


def take_back(id: int, hand: Hand) -> StandardDraft:
    """Write on, instead of waiting for a decision: any of its authors may. Raises `CannotDo`."""
    with held(id) as draft:
        if draft.state != SUBMITTED:
            raise CannotDo(f"this draft is {draft.state}")
        if hand.who not in draft.authors:
            raise CannotDo("only its authors take a draft back")
        draft.state, draft.submitted_at = WRITING, None
        note(draft, hand, "standard.take_back")
    return draft


def discard(id: int, hand: Hand) -> StandardDraft:
    """Nobody needs it any more: its authors may say so. Raises `CannotDo`."""
    with held(id) as draft:
        if draft.state not in OPEN:
            raise CannotDo(f"this draft is {draft.state}")
        if hand.who not in draft.authors:
            raise CannotDo("only its authors discard a draft")
        draft.state, draft.changed_at = DISCARDED, hand.at
        note(draft, hand, "standard.discard")
    return draft


@contextmanager
def held(id: int) -> Iterator[StandardDraft]:
    """A draft while something is done with it; what was done is kept. Raises `NotThere`."""
    with writing():
        draft = StandardDraft.objects.select_for_update().filter(pk=id).first()
        if draft is None:
            raise NotThere(f"there is no draft {id}")
        yield draft
        draft.save()


def note(draft: StandardDraft, hand: Hand, act: str, **details: Any) -> None:
    """The entry in the audit."""
    what = f"{draft.standard} draft {draft.pk}"
    told = {**details, **({"note": hand.note} if hand.note else {})}
    AuditEntry.objects.create(at=hand.at, who=hand.who, act=act, what=what, details=told)
