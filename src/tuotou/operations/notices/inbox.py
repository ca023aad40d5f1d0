"""The inbox of a person: what they were told, newest first, how much of it is unread, and which of it is still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet

from tuotou.core.standards.standard import LEVELS
from tuotou.handbook.response import Response
from tuotou.operations.notices.settled import TAKEN
from tuotou.operations.notices.wording import Words
from tuotou.operations.warnings.handling import NotThere
from tuotou.store.models import Enclosure, Notice
from tuotou.store.models.notice import REPLACED
from tuotou.store.whole import writing

MOST: Final = 200
"""Notices on one page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which notices; empty: any."""

    person: str
    unread: bool = False
    open: bool = False
    level: str = ""
    before: int | None = None  # the number of the last one seen: keyset
    most: int = 50


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as its person reads it."""

    notice: Notice
    title: str
    text: str

    @property
    def open(self) -> bool:
        """Whether anybody has still to do something about it; taken up in one place it is so everywhere."""
        warning = self.notice.warning
        return warning is not None and warning.state not in TAKEN


@dataclass(frozen=True, slots=True)
class Counters:
    """How much there is."""

    unread: int
    open: int
    levels: dict[str, int]  # unread by level


class NoNotice(NotThere):
    """There is no such notice, or it is somebody else's."""

    def __init__(self, id: int) -> None:
        super().__init__(f"there is no notice {id}", "see tuotou notices list")


def inbox(response: Response, asked: Asked, lang: str, now: int) -> Sequence[Told]:
    """A page of somebody's notices, newest first."""
    found = _of(asked.person)
    if asked.unread:
        found = found.filter(read_at=None)
    if asked.open:
        found = found.filter(warning__isnull=False).exclude(warning__state__in=TAKEN)
    if asked.level:
        found = found.filter(level=asked.level)
    if asked.before is not None:
        found = found.filter(pk__lt=asked.before)
    page = list(found.select_related("warning").order_by("-pk")[: min(max(asked.most, 1), MOST)])
    words = Words(response, lang, now)
    words.name_sites(sorted({one.site for one in page}))
    return [Told(one, *words.said(one)) for one in page]


def notice(response: Response, id: int, lang: str, now: int) -> tuple[Told, Sequence[Enclosure]]:
    """One notice, and the letters that it went by. Raises `NoNotice`."""
    one = Notice.objects.select_related("warning").filter(pk=id).first()
    if one is None:
        raise NoNotice(id)
    went = Enclosure.objects.filter(notice=one).select_related("channel", "letter").order_by("pk")
    return Told(one, *Words(response, lang, now).said(one)), list(went)


def counters(person: str) -> Counters:
    """How many of somebody's notices are unread, by level, and how many are still open."""
    every = _of(person)
    unread = dict(every.filter(read_at=None).values_list("level").annotate(Count("pk")).order_by("level"))
    open_ = every.filter(warning__isnull=False).exclude(warning__state__in=TAKEN).count()
    return Counters(sum(unread.values()), open_, {level: unread[level] for level in LEVELS if level in unread})


def read(person: str, ids: Sequence[int] | None, now: int) -> int:
    """Somebody has read some of their notices, or all that there are (None). Returns how many were unread."""
    which = Q() if ids is None else Q(pk__in=list(ids)[:MOST])
    with writing():
        return _of(person).filter(which, read_at=None).update(read_at=now)


def _of(person: str) -> QuerySet[Notice]:
    return Notice.objects.filter(person=person).exclude(state=REPLACED)
