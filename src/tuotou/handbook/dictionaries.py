"""The company's own entries of dictionaries over the shipped words: what is called how, chosen no more, means what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tuotou.core.dictionary import Entries, Entry, parse_entry
from tuotou.core.document import Bilingual, Problem, suggest
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.handbook.ground import Ground

if TYPE_CHECKING:  # who reads the handbook alone waits for neither
    from tuotou.core.notices.rules import NoticeRules
    from tuotou.core.warnings.rules import WarningRules

CAUSES, ACTIONS, VALUES, EVENTS, CODES = "causes", "actions", "values", "events", "codes"
DICTIONARIES: Final = (CAUSES, ACTIONS, VALUES, EVENTS, CODES)


def own_entries(own: Ground, dictionary: str) -> tuple[Entries, list[Problem]]:
    """Code → entry of the company's own, and every problem of them."""
    found, problems = dict[str, Entry](), list[Problem]()
    for code, text in own.words.get(dictionary, {}).items():
        entry, wrong = parse_entry(text, named(dictionary, code))
        problems += wrong
        if entry is not None:
            found[code] = entry
    return found, problems


def named(dictionary: str, code: str) -> str:
    """What an entry is called where something is wrong with it."""
    return f"{dictionary}/{code}"


def with_words(vocabulary: Vocabulary, own: Ground) -> tuple[Vocabulary, list[Problem]]:
    """The vocabulary by the company's names of events and values, and by what foreign codes mean to it."""
    events, problems = own_entries(own, EVENTS)
    values, wrong = own_entries(own, VALUES)
    codes, faults = own_entries(own, CODES)
    kinds = vocabulary.kinds
    problems += [*wrong, *faults]
    problems += [_no_event(EVENTS, name, name, kinds) for name in events if name not in kinds]
    problems += [_no_event(CODES, code, entry.kind, kinds) for code, entry in codes.items() if entry.kind not in kinds]
    if not (events or values or codes):
        return vocabulary, problems
    mine = replace(
        vocabulary,
        kinds={name: replace(one, title=events[name].title) if name in events else one for name, one in kinds.items()},
        values={**vocabulary.values, **_titles(values)},
        own_codes=_by_system(codes),
    )
    return mine, problems


def with_codes(rules: WarningRules, own: Ground) -> tuple[WarningRules, list[Problem]]:
    """The rules of warnings by the company's codes; what a rule itself says stays in use."""
    causes, problems = own_entries(own, CAUSES)
    actions, wrong = own_entries(own, ACTIONS)
    mine = replace(
        rules,
        cause_codes={**rules.cause_codes, **_titles(causes)},
        action_codes={**rules.action_codes, **_titles(actions)},
        retired_causes=_retired(causes),
        retired_actions=_retired(actions),
    )
    said = ((rule.code, f"the cause '{rule.id}' goes by it") for rule in rules.causes.values())
    return mine, [*problems, *wrong, *_needed(CAUSES, mine.retired_causes, said)]


def needed_by_buttons(rules: WarningRules, notices: NoticeRules) -> list[Problem]:
    """What a button of notices says stays in use too."""
    why = "a button of notices says it"
    return [
        *_needed(CAUSES, rules.retired_causes, [(notices.buttons.cause, why)]),
        *_needed(ACTIONS, rules.retired_actions, [(notices.buttons.action, why)]),
    ]


def _needed(dictionary: str, retired: frozenset[str], said: Iterable[tuple[str, str]]) -> list[Problem]:
    right = "leave it in use; it may be called otherwise"
    return [Problem(named(dictionary, code), 0, 0, why, right) for code, why in said if code in retired]


def _no_event(dictionary: str, code: str, kind: str, kinds: Iterable[str]) -> Problem:
    return Problem(named(dictionary, code), 1, 1, f"there is no kind '{kind}'", suggest(kind, tuple(kinds)))


def _by_system(codes: Entries) -> dict[str, dict[str, str]]:
    """Code system → code → kind; empty of what is retired."""
    found: dict[str, dict[str, str]] = {}
    for name, entry in codes.items():
        system, _, code = name.partition(" ")
        found.setdefault(system, {})[code] = "" if entry.retired else entry.kind
    return found


def _titles(entries: Entries) -> dict[str, Bilingual]:
    return {code: entry.title for code, entry in entries.items()}


def _retired(entries: Entries) -> frozenset[str]:
    return frozenset(code for code, entry in entries.items() if entry.retired)
