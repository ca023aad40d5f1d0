"""One standard over all lives: what opens, and the promises of its form (kernel §4)."""

from __future__ import annotations

from tuotou.core.standards.standard import Standard

from .at_once import judge_at_once
from .event import CannotSay, Finding, Promise
from .matching import Opening, World, openings
from .trail import Life
from .within import judge_within


def judge(
    versions: list[Standard], lives: list[Life], world: World, as_of: int
) -> tuple[list[Promise], list[Finding], list[CannotSay]]:
    """All promises of one standard (its versions) as believed at `as_of`."""
    promises: list[Promise] = []
    findings: list[Finding] = []
    cannot_say: list[CannotSay] = []
    opened: list[Opening] = []
    for life in lives:
        if life.kind == versions[0].subject:
            found = openings(versions, life, world)
            findings += found.findings
            cannot_say += found.cannot_say
            opened += found.found
    if versions[0].form == "within":
        promises, missing = judge_within(opened, world, as_of)
        findings += missing
    else:
        promises = [judge_at_once(opening, opened, world, as_of) for opening in opened]
    return promises, findings, cannot_say
