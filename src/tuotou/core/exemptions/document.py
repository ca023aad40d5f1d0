"""Reads the kinds of exemption: YAML in, kinds by name or every problem with its line and column out."""

from __future__ import annotations

from collections.abc import Mapping

from tuotou.core.document import Fields, Problem, read
from tuotou.core.exemptions.kind import EVENTS, ExemptionKind
from tuotou.core.standards.deadline import clock


def parse_kinds(text: str, file: str) -> tuple[Mapping[str, ExemptionKind], list[Problem]]:
    """The kinds of a document that can be read, and all that is wrong with it."""
    fields, problems = read(text, file)
    if fields is None:
        return {}, problems
    kinds = {}
    for name in fields.names():
        inner = fields.fields(name)
        if inner is not None:
            kinds[name] = _kind(name, inner)
            inner.finish()
    return kinds, problems


def _kind(name: str, fields: Fields) -> ExemptionKind:
    return ExemptionKind(
        id=name,
        title=fields.bilingual("title"),
        event=fields.choice("event", EVENTS, EVENTS[0]),
        deadline=clock(fields, "deadline", required=True) or 0,
        quota=_least(fields, "quota", 1),
        repeats=_least(fields, "repeats", 2),
        share=_percent(fields),
        evidence=fields.flag("evidence"),
        parcels=fields.flag("parcels"),
    )


def _least(fields: Fields, name: str, least: int) -> int:
    found = fields.integer(name)
    if name in fields and found < least:
        fields.problem(name, f"'{name}' must be at least {least}", f"write {name}: {least}")
    return found


def _percent(fields: Fields) -> int:
    share = fields.integer("share")
    if not 0 <= share <= 100:
        fields.problem("share", f"'share' is no percentage: {share}", "from 0 to 100")
    return share
