"""From believed events to lives: the first of the three functions of `evaluate` (rule 67).

The passes stand in the order in which a fact is settled: each event once, nothing retracted, lives,
links, what containers saw, derived events; then what the evaluator must know of each row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import polars as pl

from tuotou.core.trail.containment import inherit
from tuotou.core.trail.derived import derive
from tuotou.core.trail.echoes import Reports, echoes
from tuotou.core.trail.facts import ORDER, standing
from tuotou.core.trail.holds import Holds, Seen
from tuotou.core.trail.lines import Lines, lines_of, ordinals, subjects
from tuotou.core.trail.lives import before_birth, cut, link
from tuotou.core.trail.search import changes, places
from tuotou.core.trail.trail import (
    EVENT,
    FEW,
    NO_FINDINGS,
    Codes,
    Flags,
    Instants,
    Rows,
    Table,
    Trail,
    finding,
    micros,
    runs,
    taken,
)
from tuotou.core.trail.vocabulary import CONFIRMED, UNKNOWN, Vocabulary
from tuotou.core.working_time import NEVER

NOTHING_HELD = Holds()
LONG = 2_000  # events on one life: beyond this somebody must look (rule 68)


def unfold(
    events: pl.DataFrame,
    vocabulary: Vocabulary,
    *,
    reads: Collection[str] | None = None,
    holds: Holds = NOTHING_HELD,
    rows: Rows | None = None,
) -> Trail:
    """The lives of whole subjects.

    `events` are believed (see `facts.believed`); `reads` are the kinds that documents read (None: all);
    `holds` are the containers their subjects may have ridden in; `rows` are the events that are meant,
    sorted: the subjects stand together, each by (at, id). None: all of them, yet to be sorted.
    """
    reads = vocabulary.kinds.keys() if reads is None else reads
    rows = _in_order(events) if rows is None else rows
    subject = subjects(events, rows)
    stands, conflicts = standing(events, rows, subject, vocabulary)
    own, table = lines_of(events, rows[stands], subject[stands], vocabulary)
    own = own.replace(stale=_stale(own, table, vocabulary))
    own, lives = cut(own, table, vocabulary)
    own, refused = link(own, table, vocabulary)
    own, table = derive(own, table, vocabulary, reads)
    lines, table = inherit(own, table, holds, vocabulary)
    return _trail(lines, table, lives, vocabulary, [conflicts, refused])


def unfold_all(events: pl.DataFrame, vocabulary: Vocabulary, *, reads: Collection[str] | None = None) -> list[Trail]:
    """All subjects of a frame: containers first, outermost first, then what rode in them. Empty trails are left out."""
    reads = vocabulary.kinds.keys() if reads is None else reads
    events = events.rechunk()  # of a column in pieces taking rows is ten times as slow
    trails, holds, rows, names = [], NOTHING_HELD, _in_order(events), list(vocabulary.subjects)
    kind = ordinals(events["subject_kind"], names)[rows]
    left = np.ones(len(rows), dtype=bool)
    for level in vocabulary.containers:
        mine = kind == names.index(level)
        if mine.any():
            trail = unfold(events, vocabulary, reads=reads, holds=holds, rows=rows[mine])
            trails.append(trail)
            holds = holds.within(level, [Seen.of(trail, vocabulary, reads)])
            left &= ~mine
    return [*trails, unfold(events, vocabulary, reads=reads, holds=holds, rows=rows[left])] if left.any() else trails


def _in_order(events: pl.DataFrame) -> Rows:
    """[n] the rows by `ORDER`."""
    if events.height <= FEW:
        keys = list(zip(*(_sortable(events[name]) for name in ORDER), strict=True))
        return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
    kind, subject = (events[name].rank("dense").to_numpy() for name in ORDER[:2])
    number, at = kind.astype(np.int64) * (len(subject) + 1) + subject, micros(events["at"])
    order = np.lexsort((at, number))
    fresh = changes(number[order], at[order])
    tied = ~fresh
    tied[:-1] |= tied[1:]
    mixed = places(tied)  # only of them the ids are looked at
    rows = order[mixed]
    ids = events["id"][taken(rows)].rank("dense").to_numpy()
    order[mixed] = rows[np.lexsort((ids, fresh.cumsum()[mixed]))]
    return order


def _sortable(column: pl.Series) -> list[Any]:
    return micros(column).tolist() if column.dtype.is_temporal() else column.to_list()


def _stale(lines: Lines, table: Table, vocabulary: Vocabulary) -> Flags:
    """[n] whether each row was recorded later than its kind allows, and nobody vouched for it (rule 12)."""
    stale: Flags = lines.recorded - lines.at > vocabulary.max_lag.take(lines.kind)
    confirming = places(lines.kind == vocabulary.ordinal[CONFIRMED]) if stale.any() else ()
    if len(confirming) and table.column("confirms") is not None:
        late = places(stale)
        named = table.rows(lines.place[confirming], ["confirms"]).to_series()
        vouched = pl.DataFrame({"subject": lines.life[confirming], "id": named}).unique()
        asked = pl.DataFrame({"subject": lines.life[late], "id": table.rows(lines.place[late], ["id"]).to_series()})
        stale[late[asked.with_row_index().join(vouched, on=["subject", "id"], how="semi")["index"].to_numpy()]] = False
    return stale


def _trail(
    lines: Lines, table: Table, lives: pl.DataFrame, vocabulary: Vocabulary, findings: list[pl.DataFrame]
) -> Trail:
    """The lines with what the evaluator must know of each row and life."""
    if len(lines.life) and lives.height > len(runs(lines.life)) - 1:
        fresh = changes(lines.life)  # lives that went on another one have no rows of their own left
        lives = lives[lines.life[fresh]]
        lines = lines.replace(life=fresh.cumsum(dtype=np.int32) - np.int32(1))
    word = _words(lines, lives, vocabulary)
    foreign = lines.inherited & (word < 0)  # what spreads reaches only those to whom it can happen
    if foreign.any():
        lines, word = lines.take(~foreign), word[~foreign]
    start = runs(lines.life) if len(lines.life) else np.zeros(1, dtype=np.int64)
    ending = vocabulary.terminal.take(lines.kind) & ~lines.stale & ~lines.inherited
    odd = [*findings, *_long(lives, start), *_odd(lines, word, table, vocabulary)]
    unborn = before_birth(lines, start, vocabulary)
    if len(unborn):
        odd.append(finding("before_birth", table.rows(lines.place[unborn], EVENT)))
    reports = Reports(lines.at, lines.life, word, lines.site, lines.rank)
    return Trail(
        table=table,
        start=start,
        lives=lives,
        word=word,
        echo=echoes(reports, vocabulary),
        end=_ends(lines, ending & ~lines.coarse, lives.height),
        end_by_day=_ends(lines, ending, lives.height) if lines.coarse.any() else None,
        findings=pl.concat([NO_FINDINGS, *(each for each in odd if each.height)]),
        **{field.name: getattr(lines, field.name) for field in fields(lines)},
    )


def _long(lives: pl.DataFrame, start: Rows) -> Iterator[pl.DataFrame]:
    """Lives with too many events."""
    long = places(np.diff(start) > LONG)
    if len(long):
        yield finding("long_life", lives[long].with_columns(pl.lit("").alias("id")))


def _odd(lines: Lines, word: Codes, table: Table, vocabulary: Vocabulary) -> Iterator[pl.DataFrame]:
    """Words that the vocabulary does not know for this subject, and codes nobody mapped."""
    unknown = (lines.kind == vocabulary.ordinal[UNKNOWN]) & ~lines.inherited
    for name, odd in (("unheard", word < 0), (UNKNOWN, unknown)):
        if odd.any():
            yield finding(name, table.rows(lines.place[odd], EVENT))


def _words(lines: Lines, lives: pl.DataFrame, vocabulary: Vocabulary) -> Codes:
    """[n] code of (subject kind of the life, kind)."""
    subject = ordinals(lives["subject_kind"], list(vocabulary.subjects))
    if len(subject) and (subject == subject[0]).all():
        alike: Codes = vocabulary.word_table[subject[0]].take(lines.kind)
        return alike
    found: Codes = vocabulary.word_table[subject[lines.life], lines.kind]
    return found


def _ends(lines: Lines, terminal: Flags, lives: int) -> Instants:
    """[m] the first terminal event of each life, NEVER where there is none (rule 14)."""
    end = np.full(lives, NEVER, dtype=np.int64)
    np.minimum.at(end, lines.life[terminal], lines.at[terminal])
    return end
