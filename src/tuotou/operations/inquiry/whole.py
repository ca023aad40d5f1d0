"""One subject with all that must be known to tell of it: its events, of its other numbers, of what it rode in.

From the live tables, or where it has retired from the archive, which is read and not brought back.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tuotou.core.trail.event import conform
from tuotou.core.trail.ties import ties
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.live.bring_back import archived
from tuotou.store import retired
from tuotou.store.held import KEY, Columns, hold_packed, predecessors, read_whole
from tuotou.store.models import Subject
from tuotou.store.packing import columns_of


@dataclass(frozen=True, slots=True)
class Whole:
    """A subject (kind, number) and what is known of it."""

    kind: str
    number: str
    events: pl.DataFrame  # with all attributes that the vocabulary knows
    rows: tuple[int, ...]  # in the live tables: its own, and those of the numbers that go on as it
    retired: bool  # its trail lies in the archive


def whole(kind: str, number: str, vocabulary: Vocabulary) -> Whole | None:
    """A subject with all that belongs to it; None where nothing is known of it. Raises `ArchiveError`."""
    columns = columns_of(vocabulary, vocabulary.attributes)
    own = Subject.objects.filter(kind=kind, number=number, events__gt=0).values_list("pk", flat=True).first()
    if own is not None:
        held = read_whole([own], vocabulary, columns)
        return Whole(kind, number, held.events, _rows(kind, number), False)
    if not retired.has(kind, number):
        return None
    events = _gathered(kind, number, vocabulary, columns)
    return Whole(kind, number, events, _rows(kind, number), True) if events.height else None


def _rows(kind: str, number: str) -> tuple[int, ...]:
    """The rows of a number and of those that go on as it: what was said is said of the first it had."""
    numbers = predecessors(_frame([(kind, number)]))["subject"].to_list()
    return tuple(Subject.objects.filter(kind=kind, number__in=numbers).values_list("pk", flat=True))


def _gathered(kind: str, number: str, vocabulary: Vocabulary, columns: Columns) -> pl.DataFrame:
    """The events of a retired number and of all that it is tied to, wherever they lie."""
    wanted, seen, found = {(kind, number)}, set[tuple[str, str]](), list[pl.DataFrame]()
    while fresh := wanted - seen:
        seen |= fresh
        fresh |= set(predecessors(_frame(fresh)).iter_rows())
        held = hold_packed(_frame(fresh), "read").unpacked(columns)
        there = set(held.heads.filter(pl.col("events") > 0).select(KEY).iter_rows())
        places = retired.found([retired.key_of(*key) for key in fresh - there], "")
        gone = {key: place for key in fresh - there if (place := places.get(retired.key_of(*key)))}
        events = [held.events, *([conform(archived(gone))] if gone else [])]
        found += [each for each in events if each.height]
        wanted = {(of, to) for each in events for of, to in ties(each, vocabulary).select("to_kind", "to").iter_rows()}
    return pl.concat(found, how="diagonal_relaxed") if found else pl.DataFrame()


def _frame(keys: object) -> pl.DataFrame:
    return pl.DataFrame(sorted(keys), schema=dict.fromkeys(KEY, pl.String()), orient="row")  # type: ignore[call-overload]
