"""Reads the documents of notices: YAML in, `NoticeRules` or every problem with its line and column out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from tuotou.core.document import Bilingual, Fields, Problem, read, suggest
from tuotou.core.notices.quiet import Hours
from tuotou.core.notices.rules import WAYS, Buttons, Choice, NeverQuiet, NoticeRules
from tuotou.core.notices.template import OFFERS, Template, faults
from tuotou.core.standards.deadline import clock
from tuotou.core.standards.role import ROLES
from tuotou.core.standards.standard import LEVELS
from tuotou.core.standards.wall_clock import time_of_day

DOCUMENTS: Final = ("sending", "templates")
_RIGHT_CHOICE: Final = "for example [chat, sms]"


@dataclass(frozen=True, slots=True)
class Named:
    """The words of other documents that these may name."""

    standards: Collection[str]
    causes: Collection[str]
    cause_codes: Collection[str]
    action_codes: Collection[str]


def parse_notices(texts: Mapping[str, tuple[str, str]], named: Named) -> tuple[NoticeRules | None, list[Problem]]:
    """The rules of the documents by their names (each a file and its text); None where something is wrong."""
    parts: dict[str, Fields] = {}
    problems: list[list[Problem]] = []  # they stay open: what is reported on the fields later is added to them
    for name in DOCUMENTS:
        file, text = texts.get(name, (f"{name}.yaml", ""))
        fields, theirs = read(text, file)
        problems.append(theirs)
        if fields is not None:
            parts[name] = fields
    rules = _rules(parts["sending"], _templates(parts["templates"]), named) if len(parts) == len(DOCUMENTS) else None
    for fields in parts.values() if rules else ():
        fields.finish()
    every = sorted({problem for theirs in problems for problem in theirs})
    return (None if every else rules), every


def _rules(fields: Fields, templates: Mapping[str, Template], named: Named) -> NoticeRules:
    return NoticeRules(
        quiet=_hours(fields),
        never=_never(fields, named),
        windows=_windows(fields),
        kinds=_kinds(fields),
        choice=_choices(fields, "choice", complete=True),
        roles=_roles(fields),
        buttons=_buttons(fields, named),
        most_lines=_count(fields, "most_lines"),
        most_names=_count(fields, "most_names"),
        most_rows=_count(fields, "most_rows"),
        incidents=_among(fields, "incidents", named.causes),
        templates=templates,
    )


def _part(fields: Fields, name: str, right: str) -> Fields | None:
    fields.missing(name, right)
    return fields.fields(name)


def _hours(fields: Fields) -> Hours:
    inner = _part(fields, "quiet", 'write {from: "22:00", to: "07:00"}')
    if inner is None:
        return Hours(0, 0)
    found = Hours(_time(inner, "from"), _time(inner, "to"))
    inner.finish()
    return found


def _time(fields: Fields, name: str) -> int:
    text = fields.text(name)
    found = time_of_day(text)
    if found is None and text:
        fields.problem(name, f"'{text}' is no time of day", 'for example "22:00"')
    return found or 0


def _never(fields: Fields, named: Named) -> NeverQuiet:
    inner = _part(fields, "never_quiet", "write {levels: [red_line], standards: […], causes: […]}")
    if inner is None:
        return NeverQuiet((), (), ())
    found = NeverQuiet(
        _among(inner, "levels", LEVELS),
        _among(inner, "standards", named.standards),
        _among(inner, "causes", named.causes),
    )
    inner.finish()
    return found


def _windows(fields: Fields) -> dict[str, int]:
    inner = _part(fields, "window", "a time for each level")
    if inner is None:
        return {}
    found = {level: clock(inner, level, required=True) or 0 for level in LEVELS}
    inner.finish()
    return found


def _kinds(fields: Fields) -> dict[str, tuple[str, ...]]:
    inner = _part(fields, "ways", "the kinds of channels of each way")
    if inner is None:
        return {}
    for name in inner.names():
        if name not in WAYS:
            inner.problem(name, f"there is no way '{name}'", suggest(name, WAYS))
    return {name: inner.words(name) for name in inner.names()}


def _choices(fields: Fields, name: str, complete: bool = False) -> dict[str, Choice]:
    inner = _part(fields, name, "the ways of each level")
    if inner is None:
        return {}
    found: dict[str, Choice] = {}
    for level in LEVELS:
        if complete:
            inner.missing(level, _RIGHT_CHOICE)
        if level in inner:
            found[level] = _choice(inner, level)
    inner.finish()
    return found


def _choice(fields: Fields, level: str) -> Choice:
    chosen = tuple(tuple(part.strip() for part in words.split(" or ")) for words in fields.words(level))
    for way in (way for ways in chosen for way in ways if way not in WAYS):
        fields.problem(level, f"there is no way '{way}'", suggest(way, WAYS))
    return chosen


def _roles(fields: Fields) -> dict[str, dict[str, Choice]]:
    inner = fields.fields("roles")
    if inner is None:
        return {}
    for name in inner.names():
        if name not in ROLES:
            inner.problem(name, f"there is no role '{name}'", suggest(name, tuple(ROLES)))
    return {name: _choices(inner, name) for name in inner.names()}


def _buttons(fields: Fields, named: Named) -> Buttons:
    inner = _part(fields, "buttons", "write {cause: …, action: …, snooze: 30 min, lasts: 48 h}")
    if inner is None:
        return Buttons("", "", 0, 0)
    found = Buttons(
        inner.choice("cause", tuple(named.cause_codes)),
        inner.choice("action", tuple(named.action_codes)),
        clock(inner, "snooze", required=True) or 0,
        clock(inner, "lasts", required=True) or 0,
    )
    inner.finish()
    return found


def _count(fields: Fields, name: str) -> int:
    found = fields.integer(name)
    if name in fields and found < 1:
        fields.problem(name, f"'{name}' must be at least 1", "for example 20")
    return found


def _among(fields: Fields, name: str, options: Collection[str]) -> tuple[str, ...]:
    words = fields.words(name)
    for word in words:
        if word not in options:
            fields.problem(name, f"'{name}' cannot be '{word}'", suggest(word, sorted(options)))
    return words


def _templates(fields: Fields) -> dict[str, Template]:
    found = {}
    for kind, offered in OFFERS.items():
        inner = _part(fields, kind, "write {title: {zh: …, en: …}, text: {zh: …, en: …}}")
        if inner is None:
            continue
        template = Template(inner.bilingual("title"), inner.bilingual("text"))
        for name, words in (("title", template.title), ("text", template.text)):
            _check(inner, name, words, offered)
        found[kind] = template
        inner.finish()
    return found


def _check(fields: Fields, name: str, words: Bilingual, offered: tuple[str, ...]) -> None:
    for text in (words.zh, words.en):
        for what, right in faults(text, offered):
            fields.problem(name, what, right)
