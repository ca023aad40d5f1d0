"""Reads the documents of warnings: YAML in, `WarningRules` or every problem with its line and column out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuotou.core.document import Bilingual, Fields, Problem, read
from tuotou.core.standards.deadline import clock
from tuotou.core.standards.role import ROLES
from tuotou.core.standards.standard import LEVELS
from tuotou.core.warnings.cause_document import causes
from tuotou.core.warnings.escalation import TARGETS, Ladder, Rung
from tuotou.core.warnings.known import Known, among
from tuotou.core.warnings.minimum import Minimum
from tuotou.core.warnings.rules import WarningRules

DOCUMENTS: Final = ("codes", "causes", "ladder", "minimums")


def parse_rules(texts: Mapping[str, tuple[str, str]], known: Known) -> tuple[WarningRules | None, list[Problem]]:
    """The rules of the documents by their names (each a file and its text); None where something is wrong."""
    parts: dict[str, Fields] = {}
    problems: list[list[Problem]] = []  # they stay open: what is reported on the fields later is added to them
    for name in DOCUMENTS:
        file, text = texts.get(name, (f"{name}.yaml", ""))
        fields, theirs = read(text, file)
        problems.append(theirs)
        if fields is not None:
            parts[name] = fields
    rules = _rules(parts, known) if len(parts) == len(DOCUMENTS) else None
    for fields in parts.values() if rules else ():
        fields.finish()
    every = sorted({problem for theirs in problems for problem in theirs})
    return (None if every else rules), every


def _rules(parts: Mapping[str, Fields], known: Known) -> WarningRules:
    cause_codes, action_codes = _codes(parts["codes"], "causes"), _codes(parts["codes"], "actions")
    found = causes(parts["causes"], known, cause_codes)
    again = parts["ladder"].integer("again")
    if "again" in parts["ladder"] and again < 2:
        parts["ladder"].problem("again", "'again' must be at least 2", "for example 10")
    return WarningRules(
        found, cause_codes, action_codes, _ladders(parts["ladder"]), _minimums(parts["minimums"], known), again
    )


def _codes(fields: Fields, name: str) -> dict[str, Bilingual]:
    inner = fields.fields(name)
    if inner is None:
        fields.missing(name, "codes with {zh: …, en: …}")
        return {}
    return {code: inner.bilingual(code) for code in inner.names()}


def _ladders(fields: Fields) -> dict[str, Ladder]:
    inner = fields.fields("levels")
    if inner is None:
        fields.missing("levels", f"a ladder for each of {', '.join(LEVELS)}")
        return {}
    found = {}
    for level in LEVELS:
        inner.missing(level, "write {tell: …, rungs: […]}")
        one = inner.fields(level)
        if one is not None:
            found[level] = Ladder(one.choice("tell", tuple(ROLES)), _rungs(one))
            one.finish()
    inner.finish()
    return found


def _rungs(fields: Fields) -> tuple[Rung, ...]:
    rungs: list[Rung] = []
    for node in fields.each("rungs"):
        inner = fields.inner(node, "a rung")
        if inner is None:
            continue
        rung = Rung(clock(inner, "after", required=True) or 0, inner.choice("to", (*TARGETS, *ROLES)))
        inner.finish()
        if rungs and rung.after <= rungs[-1].after:
            inner.problem("after", "a rung comes no later than the one before it", "count all from when it was told")
        rungs.append(rung)
    return tuple(rungs)


def _minimums(fields: Fields, known: Known) -> tuple[Minimum, ...]:
    found = []
    for node in fields.each("minimums"):
        inner = fields.inner(node, "a minimum")
        if inner is None:
            continue
        least = inner.integer("least")
        if "least" in inner and least < 1:
            inner.problem("least", "'least' must be at least 1", "write least: 1")
        wait = clock(inner, "wait", required=True) or 0
        levels, standards = among(inner, "levels", LEVELS), among(inner, "standards", known.standards)
        found.append(Minimum(least, wait, levels, standards, inner.words("sites")))
        inner.finish()
    return tuple(found)
