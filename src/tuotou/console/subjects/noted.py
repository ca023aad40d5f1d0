"""Notes as a page shows them: whose they are is known to their own site, numbers of telephones to nobody."""

from __future__ import annotations

from dataclasses import dataclass

from tuotou.console.subjects.told import Page
from tuotou.console.tags import named
from tuotou.operations.subjects.notes import hidden


@dataclass(frozen=True, slots=True)
class Noted:
    """A note."""

    at: int
    site: str
    person: str
    text: str


def notes_of(page: Page) -> list[Noted]:
    """The notes of a page, the latest first."""
    return [
        Noted(
            note.at,
            named(page.names.site(note.unit)),
            page.names.person(note.who, note.unit),
            note.text if page.unmasked else hidden(note.text),
        )
        for note in page.notes
    ]
