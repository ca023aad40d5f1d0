"""Reads the words of each form of a promise: within, needs, never, at_most, share (docs/standards.md, Forms)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import yaml

from tuotou.core.document import Fields
from tuotou.core.standards.condition import Ground
from tuotou.core.standards.deadline import (
    attribute,
    clock,
    dues,
    instant_or_duration,
    pauses,
    percent,
    warnings,
)
from tuotou.core.standards.selector import condition, keeps, kinds_of, open_selector, selector, selectors
from tuotou.core.standards.standard import AGAIN, Cover, Selector, Share, Standard
from tuotou.core.trail.vocabulary import Vocabulary

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "within": ("due", "keep", "again", "early", "not_before", "pause", "warn", "roll"),
    "needs": ("keep", "at_least", "covers", "expires", "withdrawn_by"),
    "never": ("if", "after", "until", "for"),
    "at_most": ("at_most", "window", "count"),
    "share": ("of", "where", "per", "period", "target", "min", "streak"),
}
"""The words that belong to one form only."""

_COVER: Final = re.compile(r"(\w+)\s+(=|contains)\s+(\w+)(\s+or\s+null)?")


def form_words(fields: Fields, head: Standard, vocabulary: Vocabulary) -> Standard:
    """The standard with the words of its form; `head` already has what all forms share."""
    ground = Ground(vocabulary, head.subject, kinds_of(head.opens))
    return _FORMS[head.form](fields, head, ground)


def _within(fields: Fields, head: Standard, ground: Ground) -> Standard:
    fields.missing("keep", "the event that keeps the promise, for example keep: sorted")
    found = replace(
        head,
        keep=keeps(fields, ground, head.per),
        due=dues(fields, ground),
        again=fields.choice("again", AGAIN, "ignore"),
        early=clock(fields, "early") or 0,
        not_before=instant_or_duration(fields, "not_before", ground),
        pauses=pauses(fields, ground),
        warnings=warnings(fields),
        roll=fields.flag("roll"),
    )
    _check_clock(fields, found)
    return found


def _check_clock(fields: Fields, found: Standard) -> None:
    if "early" in fields and "not_before" in fields:
        fields.problem("early", "'early' and 'not_before' contradict each other", "keep one of them")
    if len(found.due) < len(list(fields.each("due"))):
        return  # what does not fit a deadline that could not be read is not known
    units = {due.after.unit if due.after else "given" for due in found.due}
    if "pause" in fields and not units & {"clock", "oh"}:
        fields.problem("pause", "only a clock in hours or opening hours can pause", "write due: 48 h or due: 16 oh")
    elif "pause" in fields and units & {"d", "wd"}:
        fields.problem("pause", "a clock counted in days cannot pause", "write hours, or leave the pause out")
    if found.roll and not units & {"d", "wd"}:
        fields.problem("roll", "only a deadline counted in days can roll", "write due: 7 d, or leave 'roll' out")
    longest = max((due.after.amount for due in found.due if due.after and due.after.unit == "clock"), default=0)
    for level in found.warnings if longest and units == {"clock"} else ():
        if level.before is not None and level.before > longest:
            fields.problem("warn", "a warning before the promise opens", "warn later, or as a share such as 50 %")


def _needs(fields: Fields, head: Standard, ground: Ground) -> Standard:
    fields.missing("keep", "the evidence that must be on the trail, for example keep: content_inspected")
    evidence = selectors(fields, "keep", ground)
    on_evidence = _of(*evidence, ground=ground)
    at_least = fields.integer("at_least", 1)
    if at_least < 1:
        fields.problem("at_least", "'at_least' must be 1 or more", "for example at_least: 2")
    withdrawal, names = _withdrawal(fields, ground)
    return replace(
        head,
        keep=evidence,
        at_least=at_least,
        covers=_covers(fields, ground, on_evidence),
        expires=instant_or_duration(fields, "expires", on_evidence),
        withdrawn_by=withdrawal,
        withdraws=names,
    )


def _of(*found: Selector, ground: Ground) -> Ground:
    """The same ground, for the events that some selectors name."""
    return replace(ground, kinds=kinds_of(found))


def _covers(fields: Fields, demand: Ground, evidence: Ground) -> tuple[Cover, ...]:
    found = []
    for node in fields.each("covers"):
        text = str(node.value) if isinstance(node, yaml.ScalarNode) else ""
        match = _COVER.fullmatch(text.strip())
        if match is None:
            right = "for example covers: [modes contains mode, place = place or null]"
            fields.problem_at(node, f"'{text}' is no pair of attributes", right)
            continue
        theirs, sign, ours, or_null = match.groups()
        attribute(fields, "covers", theirs, evidence, "list" if sign == "contains" else "")
        attribute(fields, "covers", ours, demand)
        found.append(Cover(theirs, ours, sign == "contains", or_null is not None))
    return tuple(found)


def _withdrawal(fields: Fields, ground: Ground) -> tuple[Selector | None, str | None]:
    """The withdrawal, and the attribute by which it names the evidence withdrawn."""
    node = fields.node("withdrawn_by")
    if node is None:
        return None, None
    found, inner = open_selector(fields, node, ground)
    if inner is None:
        return found, None
    names = inner.text("names", "")
    if names:
        attribute(inner, "names", names, _of(found, ground=ground), "text")
    inner.finish()
    return found, names or None


def _never(fields: Fields, head: Standard, ground: Ground) -> Standard:
    after, until = selector(fields, "after", ground), selector(fields, "until", ground)
    lasting = clock(fields, "for")
    if after is None:
        for name in ("until", "for"):
            if name in fields:
                fields.problem(name, f"'{name}' ends a span that nothing begins", "add after: …")
    return replace(head, condition=condition(fields, "if", ground), after=after, until_event=until, lasting=lasting)


def _at_most(fields: Fields, head: Standard, ground: Ground) -> Standard:
    limit = fields.integer("at_most")
    if limit < 0:
        fields.problem("at_most", "'at_most' must be 0 or more", "for example at_most: 5")
    window = clock(fields, "window", required=True)
    return replace(
        head, limit=limit, window=window or 0, count=fields.choice("count", ("events", "subjects"), "events")
    )


def _share(fields: Fields, head: Standard, ground: Ground) -> Standard:
    asked = fields.text("target")
    target = percent(asked)
    if target is None and asked:
        fields.problem("target", f"'{asked}' is no target", "for example 98 %")
    per = fields.words("per")
    if len(per) > 1 or any(word not in ("site", "person") for word in per):
        fields.problem("per", "a share is counted for all, per site or per person", "write per: [site]")
    of = fields.words("of")
    fields.missing("of", "the ids of the standards whose promises are counted")
    least, streak = fields.integer("min", 1), fields.integer("streak", 1)
    for name, value, example in (("min", least, 20), ("streak", streak, 3)):
        if value < 1:
            fields.problem(name, f"'{name}' must be 1 or more", f"for example {name}: {example}")
    share = Share(
        of=of,
        where=condition(fields, "where", ground),
        per=per,
        period=fields.choice("period", ("day", "week", "month")),
        target=target or (0, 100),
        least=least,
        streak=streak,
    )
    return replace(head, share=share)


_FORMS: Final[Mapping[str, Callable[[Fields, Standard, Ground], Standard]]] = {
    "within": _within,
    "needs": _needs,
    "never": _never,
    "at_most": _at_most,
    "share": _share,
}
