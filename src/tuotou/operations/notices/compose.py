"""Compose: what waits for the same person or group by the same channel becomes one letter, and never forty-seven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import uuid4

from django.db.models import Min

from tuotou.core.standards.standard import LEVELS
from tuotou.handbook.response import Response
from tuotou.operations.notices.lines import first_names, many
from tuotou.operations.notices.settled import settled
from tuotou.operations.notices.wording import Words
from tuotou.store.models import Enclosure, Letter, Notice
from tuotou.store.models.letter import WAITING
from tuotou.store.models.notice import SPARED
from tuotou.store.whole import wholly

MOST: Final = 5_000
"""Notices in one letter."""


class _Place(NamedTuple):
    """Where letters go: what is urgent goes apart from the rest."""

    channel: int
    person: str
    unit: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class _Said:
    title: str
    text: str
    template: str
    parameters: dict[str, str]
    listed: bool


def compose(response: Response, now: int, limit: int = 50) -> int:
    """Write letters for the places where something has waited long enough by `now` (µs UTC).

    All that waits for a place goes, also what came just now. Returns how many places there were; 0: nothing is left.
    """
    return wholly(lambda: sum(_at(response, place, now) for place in _places(now, limit)))


def _places(now: int, limit: int) -> list[_Place]:
    waiting = Enclosure.objects.filter(letter=None).values_list(*_Place._fields)
    due = waiting.annotate(first=Min("ready_at")).filter(first__lte=now).order_by("first")
    return [_Place(*row[:4]) for row in due[:limit]]


def _at(response: Response, place: _Place, now: int) -> int:
    """One place: its letter, or none where all of it was settled meanwhile, or another has written it."""
    held = Enclosure.objects.filter(letter=None, **place._asdict()).order_by("pk").select_for_update(of=("self",))
    every = list(held.select_related("notice__warning")[:MOST])
    over = [one for one in every if settled(one.notice)]
    Notice.objects.filter(pk__in=[one.notice_id for one in over]).update(state=SPARED, note="settled")
    Enclosure.objects.filter(pk__in=[one.pk for one in over]).delete()
    left = [one for one in every if not settled(one.notice)]
    if left:
        letter = _letter(response, place, left, now)
        letter.save(force_insert=True)
        Enclosure.objects.filter(pk__in=[one.pk for one in left]).update(letter=letter)
    return 1


def _letter(response: Response, place: _Place, enclosures: Sequence[Enclosure], now: int) -> Letter:
    notices = _once(enclosures)
    words = Words(response, enclosures[-1].lang, now)
    said = _alone(words, notices[0]) if len(notices) == 1 else _together(words, notices)
    return Letter(
        id=uuid4().hex, channel_id=place.channel, person=place.person, unit=place.unit, lang=words.lang,
        level=min((one.level for one in notices), key=LEVELS.index), urgent=place.urgent, title=said.title,
        text=said.text, template=said.template, parameters=said.parameters, listed=said.listed, created_at=now,
        next_try_at=now, state=WAITING,
    )  # fmt: skip


def _once(enclosures: Sequence[Enclosure]) -> list[Notice]:
    """Each warning once, as it was said last; a group hears once what several of it are told."""
    last: dict[str, Notice] = {}
    for one in enclosures:
        notice = one.notice
        last[f"warning {notice.warning_id}" if notice.warning_id else notice.key.rpartition(":")[0]] = notice
    return list(last.values())


def _alone(words: Words, notice: Notice) -> _Said:
    names = first_names(words, [notice]).get(str(notice.parameters.get("standard", "")), "")
    title, text = words.said(notice, names)
    gaps = {
        key: value
        for key, value in words.gaps(notice).items()
        if key in ("number", "level", "what", "site", "count", "due")
    }
    listed = notice.warning is not None and notice.warning.open > 1
    return _Said(title, text, notice.kind, gaps, listed)


def _together(words: Words, notices: Sequence[Notice]) -> _Said:
    listed = any(one.warning_id is not None for one in notices)
    title, text, gaps = many(words, notices, listed)
    return _Said(title, text, "many", gaps, listed)
