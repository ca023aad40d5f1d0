"""Grounds: calendars, announced years and time commitments of the company's own, published like standards are.

They count for whatever is judged from then on. What was said stays, until its subject is judged again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tuotou.core.document import Problem
from tuotou.core.standards.commitment_document import parse_commitments
from tuotou.core.working_time import parse_calendar, parse_holidays
from tuotou.handbook import BrokenHandbook
from tuotou.handbook.ground import SHIPPED, Ground, texts_of
from tuotou.operations.standards.held import held_ground, own_documents, plain, read_held
from tuotou.operations.standards.publish import Hand
from tuotou.store.alone import alone
from tuotou.store.models import AuditEntry, GroundDocument
from tuotou.store.whole import writing

CALENDARS, HOLIDAYS, COMMITMENTS = "calendars", "holidays", "commitments"
FOLDERS: Final[Mapping[str, tuple[str, str]]] = {
    CALENDARS: ("calendars", "*.yaml"),
    HOLIDAYS: ("calendars/holidays", "*.json"),
    COMMITMENTS: ("commitments", "*.yaml"),
}
"""Where the shipped ones of each kind lie."""
PUBLISH, WITHDRAW = "ground.publish", "ground.withdraw"


def publish_ground(kind: str, text: str, hand: Hand, name: str = "") -> GroundDocument:
    """Publish a document: of a name, where one is given. Raises `BrokenHandbook` with every problem of the handbook."""
    with writing():
        alone("standards")
        found, problems = _named(kind, plain(text))
        if found and name and found != name:
            problems.append(
                Problem(kind, 1, 1, f"the id is '{found}', not '{name}'", "leave the id, or begin another one")
            )
        if not problems:
            _, problems = read_held(ground={(kind, found): plain(text)})
        if problems:
            raise BrokenHandbook(problems)
        return _written(GroundDocument(kind=kind, name=found, document=plain(text)), PUBLISH, hand)


def withdraw_ground(kind: str, name: str, hand: Hand) -> GroundDocument:
    """The company has none of its own any more. Raises `BrokenHandbook` where a standard needs it."""
    with writing():
        alone("standards")
        _, problems = read_held(ground={(kind, name): ""})
        if problems:
            raise BrokenHandbook(problems)
        return _written(GroundDocument(kind=kind, name=name), WITHDRAW, hand)


def text_of(kind: str, name: str) -> str:
    """A document as it counts now: the company's own, else the shipped one; empty: there is none."""
    return own_documents().get((kind, name)) or shipped_texts(kind).get(name, "")


def shipped_texts(kind: str) -> dict[str, str]:
    """Name → text of the shipped documents of a kind."""
    folder, pattern = FOLDERS[kind]
    return {_named(kind, text)[0]: text for text in texts_of(SHIPPED / folder, pattern)[0].values()}


def editions(kind: str, name: str) -> list[GroundDocument]:
    """What was published of a document, the latest first."""
    return list(GroundDocument.objects.filter(kind=kind, name=name).order_by("-id")[:50])


def _named(kind: str, text: str) -> tuple[str, list[Problem]]:
    """What a document is called, and what is wrong with it by itself."""
    parse: Mapping[str, Callable[[str, str], tuple[Any, list[Problem]]]] = {
        CALENDARS: lambda text, file: parse_calendar(text, file, _years()),
        HOLIDAYS: parse_holidays,
        COMMITMENTS: parse_commitments,
    }
    found, problems = parse[kind](text, kind)
    if found is None:
        return "", list(problems)
    return str(found.year if kind == HOLIDAYS else found.id), list(problems)


def _years() -> dict[int, Mapping[str, bool]]:
    """All announced years."""
    texts = {**Ground.of(SHIPPED).holidays, **held_ground().holidays}
    read = (parse_holidays(text, file)[0] for file, text in texts.items())
    return {year.year: year.days for year in read if year}


def _written(row: GroundDocument, act: str, hand: Hand) -> GroundDocument:
    row.published_at, row.published_by, row.note = hand.at, hand.who, hand.note
    row.save(force_insert=True)
    what = f"{row.kind} {row.name}"
    AuditEntry.objects.create(at=hand.at, who=hand.who, act=act, what=what, details={"note": hand.note})
    return row
