"""The outbox: the letters, how they went, and sending them again by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tuotou.operations.warnings.handling import CannotDo, Hand, NotThere
from tuotou.store.models import AuditEntry, Letter
from tuotou.store.models.letter import FAILED, SENDING, UNCLEAR, WAITING
from tuotou.store.whole import writing


@dataclass(frozen=True, slots=True)
class Posted:
    """Which letters; empty: any."""

    state: str = ""
    channel: str = ""
    person: str = ""
    most: int = 100


def outbox(asked: Posted) -> Sequence[Letter]:
    """Letters, the newest first."""
    wanted = {"state": asked.state, "channel__name": asked.channel, "person": asked.person}
    found = Letter.objects.filter(**{name: value for name, value in wanted.items() if value})
    return list(found.select_related("channel").order_by("-created_at", "pk")[: asked.most])


def resend(id: str, hand: Hand) -> Letter:
    """Send a letter once more, whatever became of it. Raises `CannotDo`."""
    with writing():
        one = Letter.objects.select_for_update().filter(pk=id).first()
        if one is None:
            raise NotThere(f"there is no letter {id}", "see tuotou notices outbox")
        if one.state in (WAITING, SENDING):
            raise CannotDo(f"letter {id} is on its way already", "wait until it is sent or refused")
        _again(Letter.objects.filter(pk=id), hand, f"letter {id}")
    return Letter.objects.select_related("channel").get(pk=id)


def resend_all(channel: str, hand: Hand) -> int:
    """Send once more all letters that a channel refused, or of which nobody knows. Returns how many."""
    with writing():
        stuck = Letter.objects.filter(channel__name=channel, state__in=(FAILED, UNCLEAR))
        return _again(stuck, hand, f"channel {channel}")


def _again(letters: QuerySet[Letter], hand: Hand, what: str) -> int:
    if not hand.by:
        raise CannotDo("nobody sends nothing", "name your staff number")
    count = letters.update(state=WAITING, next_try_at=hand.now, attempts=0, error="", sent_at=None)
    AuditEntry.objects.create(at=hand.now, who=hand.by, act="letter.resend", what=what, details={"letters": count})
    return count
