"""Dictionaries: codes with their names, the shipped ones and the company's own, changed one by one or many at once.

An entry is a ground document of its own: its last row counts, all of them are its history. None is ever removed: what
events and warnings bear keeps its name, and a retired code is not chosen any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from tuotou.core.dictionary import Entries, Entry, entry_text, parse_entry
from tuotou.core.document import Problem, read, suggest
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.vocabulary import CODE_SYSTEMS
from tuotou.feeds.shipped import SHIPPED as MAPPINGS
from tuotou.handbook import BrokenHandbook, read_vocabulary
from tuotou.handbook.dictionaries import ACTIONS, CAUSES, CODES, EVENTS, VALUES, named, own_entries
from tuotou.handbook.ground import SHIPPED, Ground
from tuotou.handbook.response import read_response
from tuotou.operations.standards.held import held_ground
from tuotou.operations.standards.publish import Hand
from tuotou.store.alone import alone
from tuotou.store.models import AuditEntry, GroundDocument, Source
from tuotou.store.whole import writing

CHANGE: Final = "dictionary.change"
FORMS: Final[Mapping[str, tuple[str, str]]] = {
    CAUSES: (r"[A-Za-z0-9_-]{1,32}", "up to 32 letters a-z, digits, _ and -"),
    ACTIONS: (r"[A-Za-z0-9_-]{1,32}", "up to 32 letters a-z, digits, _ and -"),
    VALUES: (r"[^\s,](?:[^\n\r\t,]{0,78}[^\s,])?", "as events carry it: up to 80 characters, no comma"),
    CODES: (r"\S{1,40} \S(?:[^\n\r\t]{0,37}\S)?", "the code system, a space, and up to 39 characters of the code"),
}
"""Of the codes that a company may add: the pattern, and the same in words. Events come with the program."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry as it counts now."""

    code: str
    entry: Entry
    shipped: Entry | None  # None: the code is the company's own
    at: int | None = None  # µs UTC of its last change; None: it is as shipped
    by: str = ""

    @property
    def origin(self) -> str:
        """Whose it is: shipped, changed, own."""
        if self.shipped is None:
            return "own"
        return "shipped" if self.entry == self.shipped else "changed"


def standing(dictionary: str) -> list[Standing]:
    """The entries of a dictionary: the company's own first, then the shipped ones in their order."""
    own, _ = own_entries(held_ground(), dictionary)
    shipped = shipped_entries(dictionary)
    rows = GroundDocument.objects.filter(kind=dictionary).order_by("id")
    last = {name: (at, by) for name, at, by in rows.values_list("name", "published_at", "published_by")}
    codes = [*(code for code in own if code not in shipped), *shipped]
    return [
        Standing(code, own.get(code) or shipped[code], shipped.get(code), *last.get(code, (None, ""))) for code in codes
    ]


def history(dictionary: str, code: str) -> list[tuple[GroundDocument, Entry | None]]:
    """What became of an entry, the latest first."""
    rows = GroundDocument.objects.filter(kind=dictionary, name=code).order_by("-id")[:50]
    return [(row, parse_entry(row.document, code)[0]) for row in rows]


def change(handbook: Handbook, dictionary: str, wanted: Entries, hand: Hand) -> list[str]:
    """Enter what is wanted, all of it or nothing; the codes that are other than before.

    Raises `BrokenHandbook` with every problem of every entry.
    """
    with writing():
        alone("standards")
        now = {one.code: one.entry for one in standing(dictionary)}
        fresh = {code: entry for code, entry in wanted.items() if now.get(code) != entry}
        ground = held_ground({(dictionary, code): entry_text(entry) for code, entry in fresh.items()})
        problems = [*_wrong(dictionary, fresh, now), *_broken(handbook, dictionary, ground)]
        if problems:
            raise BrokenHandbook(sorted(set(problems)))
        for code, entry in fresh.items():
            _write(dictionary, code, entry, hand)
        return list(fresh)


def systems() -> list[str]:
    """What a foreign code may be a code of: the code systems, and the mappings of files and brokers."""
    written = Source.objects.exclude(document="").values_list("mapping", flat=True).distinct()
    return [*CODE_SYSTEMS, *(name for name in (*MAPPINGS, *written) if name not in CODE_SYSTEMS)]


@cache
def shipped_entries(dictionary: str) -> Entries:
    """Code → entry, as shipped."""
    vocabulary, _ = read_vocabulary()
    if dictionary == EVENTS:
        return {name: Entry(kind.title) for name, kind in vocabulary.kinds.items()}
    if dictionary == VALUES:
        return {value: Entry(title) for value, title in vocabulary.values.items()}
    if dictionary == CODES:
        meant = ((system, code, kind) for system in CODE_SYSTEMS for code, kind in vocabulary.foreign(system).items())
        kinds = vocabulary.kinds
        return {f"{system} {code}": Entry(kinds[kind].title, kind=kind) for system, code, kind in meant}
    fields, _ = read((SHIPPED / "warnings" / "codes.yaml").read_text("utf-8-sig"), "codes.yaml")
    codes = fields.fields(dictionary) if fields else None
    return {code: Entry(codes.bilingual(code)) for code in codes.names()} if codes else {}


def _wrong(dictionary: str, fresh: Entries, now: Entries) -> Iterator[Problem]:
    """What is wrong with entries, each by itself and beside the others."""
    for code, entry in fresh.items():
        file = named(dictionary, code)
        if code not in now:
            yield from _no_code(dictionary, code, file)
        if dictionary == EVENTS and entry.retired:
            yield Problem(file, 0, 0, "an event cannot be retired", "call it otherwise, and leave it in use")
    if dictionary in (CAUSES, ACTIONS):
        yield from _alike(dictionary, fresh, {**now, **fresh})


def _no_code(dictionary: str, code: str, file: str) -> Iterator[Problem]:
    """What is wrong with a code that is new."""
    if dictionary not in FORMS:
        yield Problem(file, 0, 0, f"there is no kind '{code}'", suggest(code, tuple(shipped_entries(dictionary))))
        return
    form, right = FORMS[dictionary]
    if not re.fullmatch(form, code):
        yield Problem(file, 0, 0, f"'{code}' cannot be a code", right)
    elif dictionary == CODES and code.partition(" ")[0] not in systems():
        system = code.partition(" ")[0]
        yield Problem(file, 0, 0, f"there is no code system '{system}'", suggest(system, systems()))


def _alike(dictionary: str, fresh: Entries, every: Entries) -> Iterator[Problem]:
    """What is chosen from has a name of its own."""
    for code, entry in fresh.items():
        twins = (other for other, its in every.items() if other != code and not its.retired and _same(its, entry))
        twin = None if entry.retired else next(twins, None)
        if twin is not None:
            what = f"'{twin}' is called '{every[twin].title.zh}' / '{every[twin].title.en}' too"
            yield Problem(named(dictionary, code), 0, 0, what, "a name of its own, or retire one of the two")


def _same(one: Entry, other: Entry) -> bool:
    return one.title.zh == other.title.zh or one.title.en.lower() == other.title.en.lower()


def _broken(handbook: Handbook, dictionary: str, ground: Ground) -> Iterable[Problem]:
    """What the documents that stand on a dictionary say of it."""
    if dictionary in (CAUSES, ACTIONS):
        return read_response(handbook, own=ground)[1]
    return read_vocabulary(ground)[1]


def _write(dictionary: str, code: str, entry: Entry, hand: Hand) -> None:
    row = GroundDocument(kind=dictionary, name=code, document=entry_text(entry))
    row.published_at, row.published_by, row.note = hand.at, hand.who, hand.note
    row.save(force_insert=True)
    said = {"zh": entry.title.zh, "en": entry.title.en, "kind": entry.kind, "note": hand.note}
    details = {name: text for name, text in said.items() if text} | {"retired": entry.retired}
    what = f"dictionary {dictionary} {code}"
    AuditEntry.objects.create(at=hand.at, who=hand.who, act=CHANGE, what=what, details=details)
