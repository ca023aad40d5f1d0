"""The handbook as the platform holds it: the published versions of standards on the shipped words and calendars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from django.db.models import Max, QuerySet

from tuotou.core.document import Problem
from tuotou.core.standards.handbook import Handbook, fingerprint
from tuotou.core.standards.standard import Standard
from tuotou.handbook import BrokenHandbook, read, read_with
from tuotou.handbook.dictionaries import DICTIONARIES
from tuotou.handbook.ground import Ground
from tuotou.store.models import GroundDocument, StandardVersion

LEAD: Final = 10 * 60_000_000
"""µs from a publication to the first promise that it may judge. An event is dated at most five minutes ahead of its
recording (rule 12), and a worker that does not know yet ends its transaction within a minute (rule 4): so whatever
opens a promise from then on is recorded by somebody who knows, and nobody who sleeps need be woken."""
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
Named = tuple[str, str]
NO_GROUND: Final[Mapping[Named, str]] = MappingProxyType({})


def edition() -> tuple[int, int]:
    """The numbers of the last publications: others than before, and the handbook must be read anew."""
    standards: int | None = StandardVersion.objects.aggregate(last=Max("id"))["last"]
    grounds: int | None = GroundDocument.objects.aggregate(last=Max("id"))["last"]
    return standards or 0, grounds or 0


def load_held() -> Handbook:
    """The handbook by which is judged live. Raises `BrokenHandbook`."""
    handbook, problems = read_held()
    if problems:
        raise BrokenHandbook(problems)
    return handbook


def read_held(
    beside: Mapping[str, str] = NOTHING, ground: Mapping[Named, str] = NO_GROUND
) -> tuple[Handbook, list[Problem]]:
    """The handbook, with documents (file → text) that may be published, and every problem of all of them.

    `ground`: calendars and their like that may be published too; without a text they are taken out.

    A platform that has taken in none yet holds the shipped ones: they are what it would take in.
    """
    rows, own = [*judging()], held_ground(ground)
    if not rows and not beside:
        return read(own=own)
    handbook, problems = read_with({called(row): row.document for row in rows} | dict(beside), own)
    since = {(row.standard, row.version): row.effective_at for row in rows}
    return _since(handbook, since), problems


def held_ground(beside: Mapping[Named, str] = NO_GROUND) -> Ground:
    """What the company has of its own beside the shipped documents, with some that may be published."""
    every: dict[str, dict[str, str]] = {"calendars": {}, "holidays": {}, "commitments": {}}
    words: dict[str, dict[str, str]] = {dictionary: {} for dictionary in DICTIONARIES}
    for (kind, name), text in (own_documents() | dict(beside)).items():
        if text and kind in words:
            words[kind][name] = text
        elif text:
            every[kind][f"{kind}/{name}"] = text
    return Ground(every["calendars"], every["holidays"], every["commitments"], words)


def own_documents() -> dict[Named, str]:
    """(kind, name) → text of the last edition of each; empty where it was taken out."""
    rows = GroundDocument.objects.order_by("id").values_list("kind", "name", "document")
    return {(kind, name): text for kind, name, text in rows}


def judging() -> QuerySet[StandardVersion]:
    """The versions that judge, or will, or did."""
    return StandardVersion.objects.filter(set_aside=False).order_by("standard", "version")


def called(row: StandardVersion) -> str:
    """What a version is called where the file it was read from does not matter any more."""
    return f"{row.standard} v{row.version}"


def plain(text: str) -> str:
    """A document however its lines end: the same words are the same edition."""
    return "\n".join(text.splitlines()) + "\n"


def _since(handbook: Handbook, since: Mapping[tuple[str, int], int]) -> Handbook:
    """The handbook with the instants from which its versions count here, which may be later than they say."""

    def dated(standard: Standard) -> Standard:
        return replace(standard, effective=since.get((standard.id, standard.version), standard.effective))

    said = {f"{id} v{version}": str(at) for (id, version), at in since.items()}
    mark = fingerprint({"handbook": handbook.fingerprint, **said})
    return replace(handbook, standards=tuple(map(dated, handbook.standards)), fingerprint=mark)
