"""How somebody wants to be told: by which ways of which level, in which language, and not in which hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tuotou.core.document import suggest
from tuotou.core.notices.quiet import Hours
from tuotou.core.notices.rules import WAYS, Choice
from tuotou.core.standards.standard import LEVELS
from tuotou.core.warnings.rules import RED_LINE
from tuotou.operations.warnings.handling import CannotDo, Hand
from tuotou.store.models import AuditEntry, Preference
from tuotou.store.whole import writing

LANGUAGES: Final = ("zh", "en")


def preferences(person: str) -> Sequence[Preference]:
    """What somebody chose; of what stands nowhere, the company's choice holds."""
    return list(Preference.objects.filter(person=person).order_by("level"))


def choose_ways(person: str, level: str, ways: Choice | None, hand: Hand) -> None:
    """Hear of a level by these ways, none of them: by the inbox alone; None: as the company does it.

    Raises `CannotDo`: red lines are told as the company does it.
    """
    if level not in LEVELS:
        raise CannotDo(f"there is no level '{level}'", suggest(level, LEVELS))
    if level == RED_LINE:
        raise CannotDo("how red lines are told is not a matter of taste", "choose for another level")
    for way in (way for some in ways or () for way in some):
        if way not in WAYS:
            raise CannotDo(f"there is no way '{way}'", suggest(way, WAYS))
    _save(person, level, {"ways": None if ways is None else [list(some) for some in ways]}, hand)


def choose_language(person: str, lang: str, hand: Hand) -> None:
    """Be told in a language. Raises `CannotDo`."""
    if lang not in LANGUAGES:
        raise CannotDo(f"there is no language '{lang}'", suggest(lang, LANGUAGES))
    _save(person, "", {"lang": lang}, hand)


def choose_quiet(person: str, hours: Hours | None, hand: Hand) -> None:
    """Hours of one's own in which nobody calls; alike: none; None: the company's. A shift on the roster goes first."""
    since, until = (None, None) if hours is None else (hours.since, hours.until)
    _save(person, "", {"quiet_since": since, "quiet_until": until}, hand)


def _save(person: str, level: str, values: dict[str, object], hand: Hand) -> None:
    with writing():
        Preference.objects.update_or_create(person=person, level=level, defaults=values)
        AuditEntry.objects.create(
            at=hand.now, who=hand.by, act="preference.set", what=person, details={"level": level, **values}
        )
