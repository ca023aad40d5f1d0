"""Answer: somebody pressed a button of a letter; all the warnings that it told of are taken up, or let be for a while.

The channels' callbacks call `pressed`, which knows whom an app means by the address that people are written to.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from tuotou.core.document import suggest
from tuotou.handbook.response import Response
from tuotou.operations.live.watch import current_watch
from tuotou.operations.notices.contacts import person_of
from tuotou.operations.notices.signed import NotOurs, letter_of
from tuotou.operations.warnings.handling import CannotDo, Hand, NotThere, Taking, acknowledge, snooze
from tuotou.store.models import Letter, Notice, Person, Preference, Warning
from tuotou.store.models.warning import ACKNOWLEDGED
from tuotou.store.whole import writing


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of it."""

    done: tuple[int, ...]  # warnings
    left: tuple[int, ...]  # warnings of which nothing was left to do: settled, or somebody was faster


ACTS: Final = {"acknowledge": "pressed", "snooze": "put_off"}
"""What a button does → what is said of it."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed in an app, as its callback proves."""

    channel: str  # its name
    user: str  # as the app calls them
    act: str
    value: str


def pressed(press: Press, now: int, response: Response | None = None) -> str:
    """Do what a button says, in the name of whom the channel means; what they are to read of it. Raises nothing."""
    response = response or current_watch().response
    person = person_of(press.channel, press.user) or ""
    chosen = Preference.objects.filter(person=person, level="").first()
    said, gaps = "not_pressed", dict[str, str]()
    with suppress(CannotDo):
        found = answer(press.value, press.act, person, now, response)
        said, gaps = ACTS[press.act], {"done": str(len(found.done)), "left": str(len(found.left))}
    return response.notices.templates[said].say(chosen.lang if chosen else "", gaps)[1]


def answer(value: str, act: str, staff_number: str, now: int, response: Response | None = None) -> Answered:
    """Do what a button says. `value`: what the button carried; `act`: acknowledge or snooze; `now`: µs UTC.

    Raises `CannotDo`: the button is forged or too old, or the letter was written to somebody else.
    """
    response = response or current_watch().response
    letter = _letter(value, now)
    _check(letter, staff_number)
    deed = _deed(response, act, Hand(staff_number, now))
    warnings = Warning.objects.filter(notices__enclosures__letter=letter).distinct().order_by("pk")
    done, left = list[int](), list[int]()
    for pk in warnings.values_list("pk", flat=True):
        (done if _done(deed, pk, staff_number) else left).append(pk)
    with writing():
        mine = Notice.objects.filter(person=staff_number, enclosures__letter=letter, read_at=None)
        Notice.objects.filter(pk__in=list(mine.values_list("pk", flat=True))).update(read_at=now)
    return Answered(tuple(done), tuple(left))


def _done(deed: Callable[[int], object], id: int, staff_number: str) -> bool:
    """Whether there was anything to do: what somebody else has taken up stays theirs."""
    if Warning.objects.filter(pk=id, state=ACKNOWLEDGED).exclude(owner=staff_number).exists():
        return False
    try:
        deed(id)
    except CannotDo:
        return False
    return True


def _deed(response: Response, act: str, hand: Hand) -> Callable[[int], object]:
    rules = response.notices.buttons
    if act == "acknowledge":
        return lambda id: acknowledge(response, id, hand, Taking(rules.cause, rules.action))
    if act == "snooze":
        return lambda id: snooze(id, hand, hand.now + rules.snooze)
    raise CannotDo(f"no button does '{act}'", suggest(act, tuple(ACTS)))


def _letter(value: str, now: int) -> Letter:
    try:
        found = Letter.objects.filter(pk=letter_of(value, now)).first()
    except NotOurs as error:
        raise CannotDo(str(error), "open the warning in the platform") from None
    if found is None:
        raise NotThere("there is no such letter any more", "open the warning in the platform")
    return found


def _check(letter: Letter, staff_number: str) -> None:
    """The buttons of a letter are for whom it was written to; in a group, for everybody of the company."""
    if letter.person and letter.person != staff_number:
        raise CannotDo("this letter was written to somebody else", "open the warning in the platform")
    if not Person.objects.filter(staff_number=staff_number).exists():
        raise CannotDo(f"there is nobody with the staff number '{staff_number}'", "see tuotou organisation show")
