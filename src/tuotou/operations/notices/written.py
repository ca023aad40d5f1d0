"""A letter of the outbox made ready to leave: its address, its buttons and the list that goes with it, as of now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tuotou.handbook.response import Response
from tuotou.notices.letter import Attachment, Button
from tuotou.notices.letter import Letter as Message
from tuotou.operations.notices import signed
from tuotou.operations.notices.picture import picture
from tuotou.operations.notices.wording import BRIEF, Words
from tuotou.operations.notices.workbook import workbook
from tuotou.store.models import Contact, Letter, Notice, Person

PICTURES: Final = 3
"""In one letter, however many briefs it holds."""
ACTS: Final = (("acknowledge", "接手", "Take it up"), ("snooze", "稍后提醒", "Remind me later"))


@dataclass(frozen=True, slots=True)
class Post:
    """A letter as it leaves, and whether there is anywhere that it can go."""

    letter: Message
    reaches: bool


def written(response: Response, one: Letter, now: int) -> Post:
    """A letter for its channel."""
    words = Words(response, one.lang, now)
    told = Notice.objects.filter(enclosures__letter=one, warning__isnull=False).values_list("warning", flat=True)
    warnings = sorted({int(pk) for pk in told})
    to = "" if one.unit else address(one)
    message = Message(
        id=one.pk, to=to, title=one.title, text=one.text, level=one.level, lang=one.lang,
        attachments=_attachments(words, one, warnings), buttons=_buttons(words, one, warnings),
        template=one.template, parameters=one.parameters,
    )  # fmt: skip
    return Post(message, bool(to or one.unit))


def address(one: Letter) -> str:
    """Where its channel finds its person now; empty: nowhere."""
    contact = Contact.objects.filter(person=one.person, channel=one.channel_id).first()
    if contact is not None:
        return str(contact.address)
    if one.channel.way != "sms":
        return ""
    person = Person.objects.filter(staff_number=one.person).first()
    return person.mobile if person else ""


def _attachments(words: Words, one: Letter, warnings: list[int]) -> tuple[Attachment, ...]:
    name = words.pick("预警明细", "warnings")
    sheet = workbook(words, warnings, f"{name}-{one.pk[:8]}") if one.listed else None
    drawn = [picture(words, course) for course in _courses(one)]
    return tuple(each for each in (sheet, *drawn) if each is not None)


def _courses(one: Letter) -> list[Mapping[str, Any]]:
    """What the briefs of a letter have to be drawn."""
    briefs = Notice.objects.filter(enclosures__letter=one, kind=BRIEF).order_by("pk")[:PICTURES]
    return [course for brief in briefs if (course := brief.parameters.get("course"))]


def _buttons(words: Words, one: Letter, warnings: list[int]) -> tuple[Button, ...]:
    if not warnings:
        return ()
    value = signed.value(one.pk, words.now + words.response.notices.buttons.lasts)
    return tuple(Button(act, words.pick(zh, en), value) for act, zh, en in ACTS)
