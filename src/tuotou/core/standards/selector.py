"""Reads selectors: which events open, keep, void or pause a promise, resolved to explicit kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import yaml

from tuotou.core.document import Fields, suggest
from tuotou.core.standards.condition import Ground, parse_condition
from tuotou.core.standards.standard import Selector
from tuotou.core.trail.vocabulary import RETRACTED, UNKNOWN

_GROUPS: Final = ("any", "any_scan")


def selectors(fields: Fields, name: str, ground: Ground) -> tuple[Selector, ...]:
    """One selector or a list of alternatives; empty where the field is absent."""
    return tuple(_read(fields, node, ground) for node in fields.each(name))


def selector(fields: Fields, name: str, ground: Ground) -> Selector | None:
    """Exactly one selector; None where the field is absent."""
    found = selectors(fields, name, ground)
    if len(found) > 1:
        fields.problem(name, f"'{name}' takes one selector", "write several kinds as {kind: [a, b]}")
    return found[0] if found else None


def keeps(fields: Fields, ground: Ground, per: Sequence[str]) -> tuple[Selector, ...]:
    """The alternatives that keep a promise; those that stand for a missed scan come last (kernel rule 18, §11)."""
    listed, added = [], []
    for node in fields.each("keep"):
        found, inner = open_selector(fields, node, ground)
        if inner is not None:
            found = replace(found, other=_other(inner))
            added += _later(inner, found, ground, per) if inner.flag("or_later") else []
            inner.finish()
        listed.append(found)
    return tuple(dict.fromkeys((*listed, *added)))


def condition(fields: Fields, name: str, ground: Ground) -> str | None:
    """A field that is a condition, checked; None where it is absent."""
    node = fields.node(name)
    if node is None:
        return None
    if not isinstance(node, yaml.ScalarNode):
        fields.problem(name, f"'{name}' must be a condition", "for example \"site LIKE 'HUB%'\"")
        return None
    _, flaws = parse_condition(node.value, ground)
    quote = 1 if node.style in ("'", '"') else 0
    for flaw in flaws:
        fields.problem_at(node, flaw.what, flaw.right, shift=flaw.offset + quote)
    return str(node.value)


def kinds_of(found: Sequence[Selector]) -> tuple[str, ...]:
    """All kinds that some selectors name, each once."""
    return tuple(dict.fromkeys(kind for one in found for kind in one.kinds))


def open_selector(fields: Fields, node: yaml.Node, ground: Ground) -> tuple[Selector, Fields | None]:
    """A selector that may hold more words than kind and where: the caller takes those, and finishes the fields."""
    if isinstance(node, yaml.ScalarNode):
        return Selector(_kinds(fields, [node], ground)), None
    inner = fields.inner(node, "a selector")
    if inner is None:
        return Selector(()), None
    inner.missing("kind", "for example {kind: arrived}")
    kinds = _kinds(fields, list(inner.each("kind")), ground)
    return Selector(kinds, condition(inner, "where", replace(ground, kinds=kinds))), inner


def _read(fields: Fields, node: yaml.Node, ground: Ground) -> Selector:
    found, inner = open_selector(fields, node, ground)
    if inner is not None:
        inner.finish()
    return found


def _other(inner: Fields) -> str | None:
    words = inner.words("other")
    if len(words) > 1 or any(word not in ("site", "person") for word in words):
        inner.problem("other", f"'other' cannot be '{', '.join(words)}'", "write other: [site] or other: [person]")
        return None
    return words[0] if words else None


def _kinds(fields: Fields, nodes: Sequence[yaml.Node], ground: Ground) -> tuple[str, ...]:
    """The kinds named by some nodes; `any` and `any_scan` spelt out."""
    found: list[str] = []
    for node in nodes:
        word = str(node.value)
        if word in _GROUPS:
            found += _group(word, ground)
        elif _happens(fields, node, word, ground):
            found.append(word)
    return tuple(dict.fromkeys(found))


def _happens(fields: Fields, node: yaml.Node, word: str, ground: Ground) -> bool:
    kind = ground.vocabulary.kinds.get(word)
    if kind is None:
        fields.problem_at(node, f"there is no event kind '{word}'", _instead(word, ground))
    elif ground.subject in ground.vocabulary.subjects and ground.subject not in kind.subjects:
        fields.problem_at(node, f"'{word}' does not happen to a {ground.subject}", _instead(word, ground))
    return kind is not None


def _instead(word: str, ground: Ground) -> str:
    theirs = [name for name, one in ground.vocabulary.kinds.items() if ground.subject in one.subjects]
    return suggest(word, theirs)


def _group(word: str, ground: Ground) -> list[str]:
    """Every trace of the subject, or every physical scan: notes, retractions and unknown codes are none."""
    return [
        name
        for name, kind in ground.vocabulary.kinds.items()
        if ground.subject in kind.subjects
        and name not in (UNKNOWN, RETRACTED)
        and (kind.scan if word == "any_scan" else not kind.note)
    ]


def _later(inner: Fields, found: Selector, ground: Ground, per: Sequence[str]) -> list[Selector]:
    """What stands for a missing scan: one of a later stage, or, where the site is shared, one at another site."""
    known = ground.vocabulary.kinds
    stages = [stage for kind in found.kinds if (stage := known[kind].stage) is not None]
    if not stages:
        if {str(node.value) for node in inner.each("kind")} <= {*found.kinds, *_GROUPS}:  # of those refused, who knows
            inner.problem("or_later", "none of these kinds has a stage, so nothing is later", "leave 'or_later' out")
        return []
    scans = _group("any_scan", ground)
    higher = tuple(kind for kind in scans if (known[kind].stage or 0) > min(stages))
    added = [Selector(higher, later=True)] if higher else []
    return [*added, Selector(tuple(scans), other="site", later=True)] if "site" in per else added
