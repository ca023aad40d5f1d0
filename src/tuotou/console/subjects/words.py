"""What an event carries, in words: names of sites and people as they may be shown, units, links, nothing personal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tuotou.console.subjects.number import address
from tuotou.console.tags import NOTHING, named, said, valued, words, written
from tuotou.core.document import Bilingual
from tuotou.core.trail.vocabulary import Attribute, Vocabulary
from tuotou.operations.inquiry.names import Names
from tuotou.operations.inquiry.story import Entry
from tuotou.store.sealed import NotOurs
from tuotou.store.veiled import unveil

SITES: Final = ("from_site", "to_site", "last_site", "responsible_site")
PEOPLE: Final[Mapping[str, str]] = {
    "driver": "", "receiver": "", "last_holder": "last_site", "praised": "", "approved_by": "", "witness": "",
    "responsible_person": "responsible_site",
}  # fmt: skip
"""Attributes that name somebody → the attribute that says of which site; empty: of the event's."""
NUMBERS: Final = ("to_number", "mother", "parcel")
EVIDENCE: Final = ("photo_hash", "clip", "recording", "evidence", "voucher", "proof", "call_reference")
"""What proves something, wherever it lies."""
DRAWN: Final = ("lng", "lat")
"""What a map says better."""
HIDDEN: Final = "••••"


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that an event carries."""

    name: str
    title: Bilingual
    text: str
    href: str = ""
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """How pages say it: for whom, and whether personal data may be read this once."""

    vocabulary: Vocabulary
    names: Names
    unmasked: bool = False

    def of(self, entry: Entry) -> Iterator[Word]:
        """All that an event carries but evidence, in the order of its kind."""
        kind = self.vocabulary.kinds.get(entry.kind)
        order = {name: turn for turn, name in enumerate(kind.attributes if kind else ())}
        for name in sorted(entry.attrs, key=lambda each: (order.get(each, len(order)), each)):
            attribute = self.vocabulary.attributes.get(name)
            if attribute and name not in (*EVIDENCE, *DRAWN):
                yield self._word(attribute, entry.attrs[name], entry)

    def _word(self, attribute: Attribute, value: Any, entry: Entry) -> Word:
        title = short(attribute.title)
        if attribute.type == "veiled":
            return Word(attribute.name, title, self._personal(attribute.name, value), personal=True)
        return Word(attribute.name, title, self._text(attribute, value, entry), self._href(attribute, value, entry))

    def _personal(self, name: str, value: str) -> str:
        if not self.unmasked:
            return HIDDEN
        try:
            return unveil(name, value)
        except NotOurs:
            return words("密钥已更换，无法还原", "veiled with another key")

    def _text(self, attribute: Attribute, value: Any, entry: Entry) -> str:
        name = attribute.name
        if attribute.type == "instant":
            return written(value)
        if attribute.type == "flag":
            return words("是", "yes") if value else words("否", "no")
        if name in SITES:
            return named(self.names.site(value))
        if name in PEOPLE:
            of = PEOPLE[name]
            return self.names.person(value, entry.attrs.get(of) if of else entry.site) or NOTHING
        if isinstance(value, (int, float)):
            return f"{value:,.10g} {attribute.unit}".strip()
        return valued(str(value), self.vocabulary)

    def _href(self, attribute: Attribute, value: Any, entry: Entry) -> str:
        """Where a number leads."""
        kind = self.vocabulary.kinds.get(entry.kind)
        own = entry.of[0] if entry.of else "parcel"
        if attribute.name in ("into", "out_of") and kind and (kind.enters or kind.leaves):
            return address(kind.enters or kind.leaves or "", str(value))
        return address(own, str(value)) if attribute.name in NUMBERS else ""


def short(title: Bilingual) -> Bilingual:
    """A title without what explains it in brackets."""
    return Bilingual(title.zh.split("（")[0], title.en.split(" (")[0])


def title_of(kind: str, vocabulary: Vocabulary) -> str:
    """What an event is called."""
    known = vocabulary.kinds.get(kind)
    return said(known.title) if known else kind
