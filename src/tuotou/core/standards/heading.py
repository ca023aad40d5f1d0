"""Reads the heading of a standard: what it is called, where it comes from, since when it holds."""

from __future__ import annotations

import re
from typing import Final

from tuotou.core.document import Fields, suggest
from tuotou.core.standards.penalty import penalty
from tuotou.core.standards.standard import CONFIDENCES, FORMS, LEVELS, STATUSES, Source, Standard
from tuotou.core.standards.wall_clock import instant_field
from tuotou.core.trail.vocabulary import Vocabulary

_ID: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_ROWS: Final = {"P": 7, "L": 5, "H": 9, "D": 13, "A": 13, "W": 16, "S": 11, "X": 9}
"""The rows of the mission: letter, and how many there are."""


def heading(fields: Fields, vocabulary: Vocabulary, zone: str) -> Standard:
    """A standard with its heading only; the words of its form are still to come."""
    published, effective, until, suspended = dates_of(fields, zone)
    status = fields.choice("status", STATUSES)
    if status == "retired" and until is None:
        fields.problem("status", "a retired standard needs an end", "add until: to effective")
    form = _form(fields)
    return Standard(
        id=id_of(fields),
        version=version_of(fields),
        form=form,
        subject=subject_of(fields, vocabulary),
        status=status,
        title=fields.bilingual("title"),
        rule=fields.bilingual("rule"),
        how_to_keep=fields.bilingual("how_to_keep"),
        falsely_trips_when=fields.bilingual("falsely_trips_when"),
        level=fields.choice("level", LEVELS),
        rows=rows_of(fields),
        sources=sources(fields),
        published=published,
        effective=effective,
        until=until,
        suspended=suspended,
        penalty=penalty(fields, form),
        tags=_tags(fields),
    )


def id_of(fields: Fields) -> str:
    """The field `id`, checked."""
    name = fields.text("id")
    if name and not _ID.fullmatch(name):
        fields.problem("id", f"'{name}' is no id", "a-z, 0-9 and hyphens, for example hub-sorted-8h")
    return name


def version_of(fields: Fields) -> int:
    """The field `version`, checked."""
    version = fields.integer("version")
    if "version" in fields and version < 1:
        fields.problem("version", "versions count from 1", "write version: 1")
    return version


def _form(fields: Fields) -> str:
    """The form, or nothing where it is none: which words belong to it cannot be told then."""
    form = fields.text("form")
    if form and form not in FORMS:
        fields.problem("form", f"'form' cannot be '{form}'", suggest(form, FORMS))
    return form if form in FORMS else ""


def subject_of(fields: Fields, vocabulary: Vocabulary, default: str | None = None) -> str:
    """A field that names a subject kind."""
    word = fields.text("subject", default)
    if word and word not in vocabulary.subjects:
        fields.problem("subject", f"there is no subject '{word}'", suggest(word, list(vocabulary.subjects)))
    return word


def rows_of(fields: Fields) -> tuple[str, ...]:
    """The field `rows`: the rows of the mission that are served."""
    fields.missing("rows", "the stage it belongs to: P, L, H, D, A, S or W with a number, for example [H2]")
    rows = fields.words("rows")
    for row in rows:
        number = row[1:]
        if row[:1] not in _ROWS or not number.isdigit() or not 0 < int(number) <= _ROWS[row[:1]]:
            fields.problem("rows", f"there is no row '{row}'", "for example H2; see rows in docs/standards.md")
    return rows


def sources(fields: Fields) -> tuple[Source, ...]:
    """The field `source`: one or a list, each with text, edition and confidence."""
    fields.missing("source", "{text: …, edition: …, confidence: H | M | L | GK}")
    found = []
    for node in fields.each("source"):
        inner = fields.inner(node, "a source")
        if inner is not None:
            found.append(Source(inner.text("text"), inner.text("edition"), inner.choice("confidence", CONFIDENCES)))
            inner.finish()
    return tuple(found)


def dates_of(fields: Fields, zone: str) -> tuple[int, int, int | None, int | None]:
    """Published, from, until and suspended, µs UTC: days begin at midnight in `zone`; `until` is not included."""
    inner = fields.fields("effective")
    if inner is None:
        fields.missing("effective", "{published: 2026-01-01, from: 2026-01-01}")
        return 0, 0, None, None
    for name in ("published", "from"):
        inner.missing(name, "a date, for example 2026-01-01")
    published, effective = instant_field(inner, "published", zone), instant_field(inner, "from", zone)
    until, suspended = instant_field(inner, "until", zone), instant_field(inner, "suspended", zone)
    inner.finish()
    if published is not None and effective is not None and effective < published:
        inner.problem("from", "a standard cannot hold before it is published", "from: the day of publishing or later")
    if until is not None and effective is not None and until <= effective:
        inner.problem("until", "the end lies before the beginning", "until: the first day on which it no longer holds")
    return published or 0, effective or 0, until, suspended


def _tags(fields: Fields) -> dict[str, str]:
    inner = fields.fields("tags")
    return {} if inner is None else {name: inner.text(name) for name in inner.names()}
