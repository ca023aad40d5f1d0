"""The evaluator's answer in the oracle's words, so that the two can be laid side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.standard import Standard
from tuotou.core.working_time.calendar import Calendar
from tuotou.core.working_time.week import Week

from . import Judged
from .event import Event, Promise
from .words import VOCABULARY, both, frame

ALWAYS = Calendar("cn", both("cn"), "Asia/Shanghai", Week((True,) * 7, (((0, 86_400_000_000),),) * 9))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEY = ("standard", "subject_kind", "subject", "life", "per", "opening")
FIELDS = tuple(Promise.__dataclass_fields__)
Key = tuple[object, ...]
Row = dict[str, object]


def handbook(standards: Sequence[Standard]) -> Handbook:
    """The standards with the test vocabulary and a calendar of plain days."""
    ordered = tuple(sorted(standards, key=lambda one: (one.id, one.version)))
    return Handbook(VOCABULARY, {"cn": ALWAYS}, {}, ordered)


def micros(instant: object) -> object:
    """A datetime as µs; anything else as it is."""
    return (instant - EPOCH) // timedelta(microseconds=1) if isinstance(instant, datetime) else instant


def rows_of_oracle(judged: Judged) -> dict[Key, Row]:
    """What is compared of each promise, by promise id. What a rule leaves without meaning is left out."""
    return {promise.key: _compared(vars(promise)) for promise in judged.promises}


def rows_of_evaluator(events: Sequence[Event], standards: Sequence[Standard], as_of: int) -> dict[Key, Row]:
    """The evaluator's promises in the same form."""
    from tuotou.core.promises.evaluate import evaluate

    found = evaluate(frame(events), handbook(standards), as_of).promises.to_dicts()
    rows = [_compared({name: row[name] for name in FIELDS}) for row in found]
    keyed = {tuple(row[name] for name in KEY): row for row in rows}
    assert len(keyed) == len(rows), "a promise stands twice"
    return keyed


def unsaid_by_evaluator(events: Sequence[Event], standards: Sequence[Standard], as_of: int) -> set[tuple[object, ...]]:
    """(standard, subject kind, subject, event) of which it cannot be said whether they open."""
    from tuotou.core.promises.evaluate import evaluate

    unsure = evaluate(frame(events), handbook(standards), as_of).unsure
    return {tuple(row[name] for name in (*KEY[:3], "event")) for row in unsure.to_dicts()}


def findings_of_evaluator(events: Sequence[Event], standards: Sequence[Standard], as_of: int) -> set[tuple[str, ...]]:
    """(finding, subject kind, subject, event)."""
    from tuotou.core.promises.evaluate import evaluate

    found = evaluate(frame(events), handbook(standards), as_of).findings
    return {(row["finding"], *(row[name] for name in (*KEY[1:3], "event"))) for row in found.to_dicts()}


def differences(evaluator: Mapping[Key, Row], oracle: Mapping[Key, Row]) -> list[str]:
    """One line for each promise that only one of them sees, or of which they say different things."""
    lines = []
    for key in sorted({*evaluator, *oracle}, key=repr):
        ours, theirs = evaluator.get(key), oracle.get(key)
        if ours is None or theirs is None:
            lines.append(f"{key}: only the {'oracle' if ours is None else 'evaluator'} sees {theirs or ours}")
        elif ours != theirs:
            both_say = {name: (ours[name], theirs[name]) for name in FIELDS if ours[name] != theirs[name]}
            lines.append(f"{key}: evaluator ≠ oracle: {both_say}")
    return lines


def log_of_evaluator(
    events: Sequence[Event], standards: Sequence[Standard], until: int
) -> list[tuple[tuple[object, ...], int, str]]:
    """The evaluator's belief log as ((standard, kind, subject, life, per, opening), known_at, verdict)."""
    from tuotou.core.promises.belief import belief_log

    said = belief_log(frame(events), handbook(standards), until)
    return sorted(
        (tuple(_plain(row[name]) for name in KEY), int(str(micros(row["known_at"]))), row["verdict"])
        for row in said.to_dicts()
    )


def _plain(value: object) -> object:
    return tuple(micros(one) for one in value) if isinstance(value, list | tuple) else micros(value)


def _compared(row: Row) -> Row:
    """Without the name of the proof where it is no keep, and without the warnings of an impossible promise."""
    plain = {name: _plain(value) for name, value in row.items()}
    if plain["opens_at"] == plain["due_at"]:
        plain["kept_by"] = None
    plain["warn_at"] = plain["warn_at"] or ()
    if plain["void_reason"] == "impossible":
        plain["warn_at"] = ()
    return plain
