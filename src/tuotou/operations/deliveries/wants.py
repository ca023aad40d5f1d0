"""What a subscriber wants to be told of: topics, and of those what is about some subjects, kinds, sites, standards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from tuotou.core.document import suggest
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.deliveries.fact import Fact
from tuotou.operations.warnings.handling import CannotDo

VERDICTS: Final = ("verdict.at_risk", "verdict.broken", "verdict.kept_late", "verdict.withdrawn")
WARNINGS: Final = ("warning.opened", "warning.changed", "warning.resolved")
EVENTS: Final = ("event.recorded",)
TOPICS: Final = (*VERDICTS, *WARNINGS, *EVENTS)
PING: Final = "ping"
LONGEST: Final = 1_000
"""Words in one of its lists."""


@dataclass(frozen=True, slots=True)
class Wants:
    """Empty lists ask for all there are. Each is asked of what has it: an event has a kind, a verdict a standard."""

    topics: Sequence[str] = ()
    subject_kinds: Sequence[str] = ()
    kinds: Sequence[str] = ()
    sites: Sequence[str] = ()
    standards: Sequence[str] = ()
    followed: bool = False  # of a trace: only parcels that were asked for by number
    company: str = ""  # of a trace: what the platform calls our company, such as yuantong

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Wants:
        """As the database has it."""
        return cls(**stored)

    def stored(self) -> dict[str, Any]:
        """As the database has it."""
        return {name: list(value) if isinstance(value, list | tuple) else value for name, value in asdict(self).items()}

    def takes(self, fact: Fact) -> bool:
        """Whether it wants to be told of this."""
        narrowed = (
            (self.subject_kinds, fact.subject_kind),
            (self.kinds, fact.kind),
            (self.standards, fact.standard),
        )
        fits = all(not words or not has or has in words for words, has in narrowed)
        return fits and fact.topic in self.topics and (not self.sites or fact.site in self.sites)


def check_wants(wants: Wants, vocabulary: Vocabulary) -> None:
    """Raises `CannotDo` with the first word that means nothing."""
    if not wants.topics:
        raise CannotDo("it wants nothing", f"name some of {', '.join(TOPICS)}")
    _known("topic", wants.topics, TOPICS)
    _known("subject kind", wants.subject_kinds, vocabulary.subjects)
    _known("event kind", wants.kinds, vocabulary.kinds)
    if max(map(len, (wants.sites, wants.standards, wants.kinds))) > LONGEST:
        raise CannotDo(f"more than {LONGEST} words in a list", "leave the list out: that is all of them")


def _known(what: str, words: Sequence[str], known: Iterable[str]) -> None:
    there = list(known)
    for word in words:
        if word not in there:
            raise CannotDo(f"there is no {what} '{word}'", suggest(word, there))
