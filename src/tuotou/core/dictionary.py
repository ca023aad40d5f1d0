"""Entries of dictionaries: one small document each, with what a code is called and whether it is still chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import yaml

from tuotou.core.document import Bilingual, Fields, Problem, read

LONGEST: Final = 60
"""Characters of a name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a code is called. A retired one is not chosen any more; what bears it keeps its name."""

    title: Bilingual
    retired: bool = False
    kind: str = ""  # of a foreign code: the kind of event that it means


Entries = Mapping[str, Entry]
"""Code → entry."""


def parse_entry(text: str, file: str) -> tuple[Entry | None, list[Problem]]:
    """The entry, or None with every problem of the document."""
    fields, problems = read(text, file)
    if fields is None:
        return None, problems
    entry = Entry(Bilingual(_name(fields, "zh"), _name(fields, "en")), fields.flag("retired"), fields.text("kind", ""))
    fields.finish()
    return (None if problems else entry), sorted(set(problems))


def entry_text(entry: Entry) -> str:
    """An entry as a document: what `parse_entry` reads."""
    said: dict[str, object] = {"zh": entry.title.zh, "en": entry.title.en}
    said |= {"kind": entry.kind} if entry.kind else {}
    said |= {"retired": True} if entry.retired else {}
    return str(yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=1_000))


def _name(fields: Fields, name: str) -> str:
    text = fields.text(name).strip()
    if not text and name in fields:
        fields.problem(name, f"'{name}' has no value")
    if len(text) > LONGEST:
        fields.problem(name, f"'{name}' is longer than {LONGEST} characters", "a name as short as people say it")
    return text
