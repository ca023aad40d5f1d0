"""Judging: what each act would break, by the one evaluator, with its event on the trail as if it were recorded now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import polars as pl

from tuotou.core.gate.act import Acts
from tuotou.core.gate.answer import Reason
from tuotou.core.gate.question import Question
from tuotou.core.gate.reasons import LAST, acts_on, reasons
from tuotou.core.promises.docket import Docket, compile_docket
from tuotou.core.promises.judge import chunks, judge
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.selector import kinds_of
from tuotou.core.standards.standard import Standard
from tuotou.core.trail.event import SCHEMA
from tuotou.core.trail.facts import believed
from tuotou.core.trail.ties import ties
from tuotou.core.trail.unfold import unfold_all

AT_ONCE: Final = ("needs", "never")
"""The forms whose promises are due as they open: an act can break no other one."""
KEY: Final = ("subject_kind", "subject")


def gate_docket(handbook: Handbook, acts: Acts) -> Docket:
    """The standards that an act can break at once. Those on trial stay where they end an older version: they judge, and
    stop nothing."""
    asked = {(act.subject, kind) for act in acts.values() for kind in act.kinds}

    def concerns(standard: Standard) -> bool:
        opening = {(standard.subject, kind) for kind in kinds_of(standard.opens)}
        return standard.form in AT_ONCE and standard.status in ("in_force", "retired") and not asked.isdisjoint(opening)

    ids = {s.id for s in handbook.standards if concerns(s)}
    return compile_docket(replace(handbook, standards=tuple(s for s in handbook.standards if s.id in ids)))


def judge_acts(events: pl.DataFrame, asked: Sequence[Question], docket: Docket, now: int) -> list[list[Reason]]:
    """What each act would break, or may break, as believed at `now` (µs UTC); each as if it were asked alone.

    `events`: all of the subjects asked about, of what they rode in, went on as and are the continuation of. A device's
    clock may be ahead: what is known is judged when all acts have happened, and what comes after an act changes nothing
    that is due at it.
    """
    found: list[list[Reason]] = [[] for _ in asked]
    linked = _linked(events, docket)
    together = [place for place, each in enumerate(asked) if each.key not in linked]
    alone = [[place] for place, each in enumerate(asked) if each.key in linked]
    for places in [together, *alone] if together else alone:
        for turn, reason in _judged(events, [asked[place] for place in places], docket, now):
            found[places[turn]].append(reason)
    return found


def _linked(events: pl.DataFrame, docket: Docket) -> set[tuple[str, str]]:
    """The numbers that go on as others, or are what others go on as."""
    vocabulary = docket.handbook.vocabulary
    linking = {kind.name for kind in vocabulary.kinds.values() if kind.continues}
    if linking.isdisjoint(events["kind"].to_list()):
        return set()
    links = events.filter(pl.col("kind").is_in(linking))
    numbers = ties(links, vocabulary).filter(~pl.col("enters")).select("subject_kind", "subject", "to").iter_rows()
    return {(kind, number) for kind, *both in numbers for number in both}


def _judged(events: pl.DataFrame, asked: Sequence[Question], docket: Docket, now: int) -> Iterator[tuple[int, Reason]]:
    """(place of the question, what it would break), each standard once."""
    as_of = max(now, *(each.at or now for each in asked))
    known = believed(docket.read_from(_apart(events, asked, docket, now)), as_of)
    for trail in unfold_all(known, docket.handbook.vocabulary, reads=docket.reads):
        for chunk in chunks(trail):
            if rows := acts_on(chunk):
                words = {int(word) for word in chunk.word[[*rows]]}
                judged = judge(chunk, docket, as_of + 1, words)  # at the instant of the act a need may still be met
                yield from reasons(judged, rows, asked)


def _apart(events: pl.DataFrame, asked: Sequence[Question], docket: Docket, now: int) -> pl.DataFrame:
    """The events with the acts; where several are asked of one subject, each on a copy of its trail."""
    seen = dict[tuple[str, str], int]()
    names, copies = list[str](), list[tuple[str, str, str]]()
    for kind, number in (each.key for each in asked):
        turn = seen[kind, number] = seen.get((kind, number), -1) + 1
        names.append(f"{number}{LAST}{turn}" if turn else number)
        if turn:
            copies.append((kind, number, names[-1]))
    parts = [events, _acts(asked, names, docket, now)]
    if copies:
        copied = pl.DataFrame(copies, schema=dict.fromkeys((*KEY, "copy"), pl.String()), orient="row")
        theirs = events.join(copied, on=list(KEY)).with_columns(subject="copy").drop("copy")
        parts.append(theirs)
    return pl.concat(parts, how="diagonal")


def _acts(asked: Sequence[Question], names: Sequence[str], docket: Docket, now: int) -> pl.DataFrame:
    """The acts as events that are recorded now, under these numbers."""
    rows = [_row(turn, each, name, now) for turn, (each, name) in enumerate(zip(asked, names, strict=True))]
    base = zip((name for name in SCHEMA if name != "attrs"), zip(*rows, strict=True), strict=True)
    carried = dict.fromkeys(name for q in asked for name in q.attributes if name in docket.columns)
    dtype = docket.handbook.vocabulary.dtype
    columns = [_column(name, values, SCHEMA[name]) for name, values in base]
    columns += [_column(name, [q.attributes.get(name) for q in asked], dtype(name)) for name in carried]
    return pl.DataFrame(columns)


def _row(turn: int, each: Question, name: str, now: int) -> tuple[Any, ...]:
    return (each.key[0], name, f"{LAST}{turn}", each.kind, each.at or now, now, each.site, each.person, each.source)


def _column(name: str, values: Sequence[Any], dtype: pl.DataType) -> pl.Series:
    """Instants come as µs."""
    return pl.Series(name, values, pl.Int64()).cast(dtype) if dtype.is_temporal() else pl.Series(name, values, dtype)
