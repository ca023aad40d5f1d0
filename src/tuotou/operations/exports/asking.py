"""Somebody asks for a long list; of a very long one somebody else says whether they may have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuotou.core.document import Bilingual
from tuotou.operations.access.exporting import MOST
from tuotou.operations.access.member import Member
from tuotou.store.models import AuditEntry, Export
from tuotou.store.models.export import ASKED, DUE, LONGEST, OPEN, REFUSED
from tuotou.store.whole import writing

WAITING = 20
"""Lists that somebody may wait for at a time."""


class CannotExport(ValueError):
    """What was asked cannot be done; `what` says why and `right` what would be right."""

    def __init__(self, what: str, right: str) -> None:
        super().__init__(f"{what}; right: {right}")
        self.what, self.right = what, right


@dataclass(frozen=True, slots=True)
class Wish:
    """A list as it was found: what it is called, where it is, and how long."""

    title: str
    name: str
    path: str
    query: str
    rows: int
    """As far as anybody counts."""
    language: str
    reason: str = ""
    narrowed: Sequence[tuple[Bilingual, Bilingual]] = ()
    """By which fields, and to what."""

    @property
    def needs_leave(self) -> bool:
        """Whether somebody else must let it pass."""
        return self.rows > MOST


def ask(wish: Wish, member: Member, now: int) -> Export:
    """It will be made; a very long one once it is let pass. Raises `CannotExport`."""
    if wish.needs_leave and not wish.reason.strip():
        raise CannotExport("a list that long needs a reason", "say what it is for")
    if len(wish.query) > LONGEST or len(wish.path) > 500:
        raise CannotExport("the address of this list is too long", "search for less")
    with writing():
        if Export.objects.filter(asked_by=member.staff_number, state__in=OPEN).count() >= WAITING:
            raise CannotExport(f"you wait for {WAITING} lists already", "until some of them are made")
        one = Export.objects.create(
            asked_by=member.staff_number,
            unit=member.unit,
            asked_at=now,
            title=wish.title[:200],
            name=wish.name[:64],
            path=wish.path,
            query=wish.query,
            narrowed=[[name.zh, name.en, value.zh, value.en] for name, value in wish.narrowed],
            language=wish.language,
            reason=wish.reason.strip()[:500],
            state=ASKED if wish.needs_leave else DUE,
        )
        _note(one, member, now, "export.ask", {"asked": wish.query, "reason": one.reason})
    return one


def decide(id: int, passes: bool, note: str, member: Member, now: int) -> Export:
    """Let it pass, or not; never one's own, and only of people within sight. Raises `CannotExport`."""
    with writing():
        one = Export.objects.select_for_update().filter(pk=id, state=ASKED).first()
        if one is None or not member.sight.sees(one.unit):
            raise CannotExport("there is no such request that waits", "see the list of requests")
        if one.asked_by == member.staff_number:
            raise CannotExport("nobody decides on their own request", "ask somebody else who may")
        if not passes and not note.strip():
            raise CannotExport("a refusal needs a reason", "say why")
        one.state, one.decided_by, one.decided_at = DUE if passes else REFUSED, member.staff_number, now
        one.note = note.strip()[:500]
        one.save(update_fields=["state", "decided_by", "decided_at", "note"])
        _note(one, member, now, "export.approve" if passes else "export.refuse", {"note": one.note})
    return one


def fetched(one: Export, member: Member, now: int) -> None:
    """Writes down that it was taken away."""
    with writing():
        _note(one, member, now, "export.fetch", {"rows": one.rows, "asked": one.query})


def _note(one: Export, member: Member, now: int, act: str, details: dict[str, object]) -> None:
    what = f"export {one.pk}"
    AuditEntry.objects.create(
        at=now, who=member.staff_number, act=act, what=what, details={"list": one.name, **details}
    )
