"""Trails for the gate, in the words of scenarios, and the questions that are asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from tuotou.core.gate.question import Question
from tuotou.core.standards.scenario_line import event as line_of
from tuotou.core.standards.wall_clock import CHINA, instant
from tuotou.core.trail.event import INSTANT, conform
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.gate.reading import Asked, read_question

DAY = "2026-07-01"


def moment(clock: str) -> int:
    """An instant of the day on which everything happens, µs UTC."""
    found = instant(f"{DAY} {clock}", CHINA)
    assert found is not None
    return found


def trail(vocabulary: Vocabulary, **lines: str) -> pl.DataFrame:
    """Events by `kind__NUMBER="10:00 accepted @SZ01 …"`, a line each, recorded when they happened."""
    rows: list[dict[str, Any]] = []
    for owner, text in lines.items():
        kind, _, number = owner.partition("__")
        for turn, line in enumerate(each for each in text.splitlines() if each.strip()):
            found = line_of(f"{DAY} {line.strip()}", kind, vocabulary, CHINA)
            marks = {"id": f"e{turn}", "source": "handheld", **found.marks}
            row = {"subject_kind": kind, "subject": number, "kind": found.kind, "at": found.at, **marks}
            rows.append({**row, "recorded_at": found.recorded_at, **found.attributes})
    names = dict.fromkeys(name for row in rows for name in row)
    frame = pl.DataFrame([{name: row.get(name) for name in names} for row in rows], infer_schema_length=None)
    instants = [n for n in frame.columns if n in ("at", "recorded_at") or _is_instant(n, vocabulary)]
    return conform(frame.with_columns(pl.col(instants).cast(INSTANT)))


def _is_instant(name: str, vocabulary: Vocabulary) -> bool:
    return name in vocabulary.attributes and vocabulary.dtype(name) == INSTANT


def asking(act: str, subject: str = "YT1", now: int = 0, **more: Any) -> Question:
    """A question that is right; what is no field of a question is an attribute."""
    fields = {name: more.pop(name) for name in ("kind", "site", "person", "at", "source") if name in more}
    read = read_question(Asked(act, subject, attributes=more, **fields), now or moment("23:00"))
    assert read.question, read.faults
    return read.question


def ids(reasons: Sequence[Any]) -> set[str]:
    """Standards by their ids."""
    return {reason.standard.id for reason in reasons}
