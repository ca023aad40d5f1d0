"""The shipped standards are taken into the database: at the beginning as they are, later as new versions.

What is held is never rewritten, and what the company has published is never overridden: a shipped edition that finds it
is set aside, and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from tuotou.core.standards.document import parse_standard
from tuotou.core.standards.standard import Standard
from tuotou.handbook import documents, load, read_vocabulary
from tuotou.operations.standards.held import LEAD, called, plain
from tuotou.store.alone import alone
from tuotou.store.models import StandardVersion
from tuotou.store.whole import writing

SYSTEM: Final = "system"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the shipped documents that were not held yet, by name."""

    judging: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()


def take_in_shipped(now: int) -> TakenIn:
    """Take in what the program ships and the database does not hold; again it does nothing. Raises `BrokenHandbook`."""
    with writing():
        alone("standards")
        rows = [*_taken_in(now)]
        if rows:
            load()  # broken ones are taken in not at all
        StandardVersion.objects.bulk_create(rows)
    return TakenIn(
        tuple(called(row) for row in rows if not row.set_aside), tuple(called(row) for row in rows if row.set_aside)
    )


def not_taken_in() -> list[Standard]:
    """The shipped standards of which the database does not hold the text, by id and version."""
    return [standard for standard, _ in _fresh(StandardVersion.objects.filter(shipped=True))]


def _taken_in(now: int) -> Iterator[StandardVersion]:
    """The rows to add."""
    held = [*StandardVersion.objects.order_by("version")]
    ours = _Ours.of(held)
    begins = not any(row.shipped for row in held)
    for standard, text in _fresh(row for row in held if row.shipped):
        row = StandardVersion(standard=standard.id, version=standard.version, document=text, shipped=True)
        row.published_at, row.published_by = now, SYSTEM
        row.set_aside = not ours.follows(standard)
        row.effective_at = standard.effective if begins else ours.after(standard, now + LEAD)
        if not row.set_aside:
            ours.add(row)
        yield row


def _fresh(held: Iterable[StandardVersion]) -> Iterator[tuple[Standard, str]]:
    """The shipped standards whose text is not held, with it."""
    known = {plain(row.document) for row in held}
    texts = [(name, text) for name, versions in documents().items() for text in map(plain, versions)]
    new = [(name, text) for name, text in texts if text not in known]
    if not new:
        return
    vocabulary, _ = read_vocabulary()
    found = [(parse_standard(text, name, vocabulary)[0], text) for name, text in new]
    yield from sorted(
        ((standard, text) for standard, text in found if standard), key=lambda each: (each[0].id, each[0].version)
    )


@dataclass(frozen=True, slots=True)
class _Ours:
    """What of each standard is held already: its last version, since when, and whether the company wrote one."""

    last: dict[str, tuple[int, int]] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, held: Iterable[StandardVersion]) -> _Ours:
        """What is held, the lower versions first."""
        ours = cls()
        for row in held:
            if not row.set_aside:
                ours.add(row)
        return ours

    def add(self, row: StandardVersion) -> None:
        """One more."""
        self.last[row.standard] = row.version, row.effective_at
        if not row.shipped:
            self.own.add(row.standard)

    def follows(self, standard: Standard) -> bool:
        """Whether a shipped version may take its turn: nobody has edited the standard, and the number is a new one."""
        return standard.id not in self.own and standard.version > self.last.get(standard.id, (0, 0))[0]

    def after(self, standard: Standard, soonest: int) -> int:
        """Since when it counts: as it says, but not in what is past, and after the version before it."""
        return max(standard.effective, soonest, self.last.get(standard.id, (0, 0))[1] + 1)
