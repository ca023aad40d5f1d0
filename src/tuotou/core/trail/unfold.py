"""From believed events to lives: the first of the three functions of `evaluate` (rule 67).

The passes stand in the order in which a fact is settled: each event once, nothing retracted, lives,
links, what containers saw, derived events; then what the evaluator must know of each row.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import polars as pl

from tuotou.core.trail.containment import inherit
from tuotou.core.trail.derived import derive
from tuotou.core.trail.echoes import Reports, echoes
from tuotou.core.trail.facts import ORDER, distinct, unretracted
from tuotou.core.trail.lives import LIFE, VIA, cut, link, lives_of
from tuotou.core.trail.trail import PERSON, SITE, Codes, Flags, Instants, Trail, codes, finding, micros, runs
from tuotou.core.trail.vocabulary import CONFIRMED, Vocabulary
from tuotou.core.working_time import NEVER

LONG = 2_000  # events on one life: beyond this somebody must look (rule 68)


def unfold(
    events: pl.DataFrame,
    vocabulary: Vocabulary,
    *,
    reads: Collection[str] | None = None,
    holds: Sequence[Trail] = (),
    in_order: bool = False,
) -> Trail:
    """The lives of whole subjects.

    `events` are believed (see `facts.believed`); `reads` are the kinds that documents read (None: all);
    `holds` are the unfolded containers their subjects may have ridden in; `in_order` says that the
    subjects stand together, each sorted by (at, id).
    """
    reads = vocabulary.kinds.keys() if reads is None else reads
    events = events if in_order else events.sort(*ORDER)
    events, conflicts = distinct(events)
    events = _stale(unretracted(events), vocabulary)
    events = cut(events, vocabulary).with_columns(pl.lit(None, dtype=pl.String).alias(VIA))
    lives = lives_of(events)
    events, broken_links = link(events, vocabulary)
    events = inherit(events, holds, vocabulary, reads)
    events = derive(events, vocabulary, reads)
    return _trail(events, lives, vocabulary, [conflicts, broken_links])


def unfold_all(events: pl.DataFrame, vocabulary: Vocabulary, *, reads: Collection[str] | None = None) -> list[Trail]:
    """All subjects of a frame: containers first, outermost first, then what rode in them. Empty trails are left out."""
    holds: list[Trail] = []
    for level in vocabulary.containers:
        holds.append(unfold(events.filter(pl.col("subject_kind") == level), vocabulary, reads=reads, holds=holds))
    others = ~pl.col("subject_kind").is_in(list(vocabulary.containers))
    rest = unfold(events.filter(others), vocabulary, reads=reads, holds=holds)
    return [trail for trail in (*holds, rest) if trail.size]


def _stale(events: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Adds `stale`: recorded later than the kind allows, and nobody vouched for it (rule 12)."""
    limits: dict[int, list[str]] = {}
    for kind in vocabulary.kinds.values():
        if kind.max_lag is not None:
            limits.setdefault(kind.max_lag, []).append(kind.name)
    lag = (pl.col("recorded_at") - pl.col("at")).cast(pl.Int64)
    late = [(lag > limit) & pl.col("kind").cast(pl.String).is_in(kinds) for limit, kinds in limits.items()]
    shortest = min(limits, default=NEVER)
    if not late or not events.select((lag > shortest).any()).item():
        return events.with_columns(pl.lit(False).alias("stale"))
    marked = events.with_columns(pl.any_horizontal(*late).alias("stale"))
    if "confirms" not in events.columns:
        return marked
    vouched = (
        events.filter((pl.col("kind") == CONFIRMED) & pl.col("confirms").is_not_null())
        .select("subject_kind", "subject", pl.col("confirms").alias("id"), pl.lit(True).alias("vouched"))
        .unique()
    )
    joined = marked.join(vouched, on=["subject_kind", "subject", "id"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("stale") & pl.col("vouched").is_null()).drop("vouched")


def _trail(events: pl.DataFrame, lives: pl.DataFrame, vocabulary: Vocabulary, findings: list[pl.DataFrame]) -> Trail:
    life = events[LIFE].to_numpy()
    if events.height and (lives.height > life[-1] + 1 or lives.height > len(runs(life)) - 1):
        alive = np.unique(life)  # lives that went on another one have no rows of their own left
        lives, life = lives[alive], np.searchsorted(alive, life).astype(np.int32)
    start = runs(life) if events.height else np.zeros(1, dtype=np.int64)
    at, site = micros(events["at"]), codes(events["site"], SITE)
    word = _words(events["kind"], life, lives, vocabulary)
    rank = _of_source(events["source"], {s.name: s.rank for s in vocabulary.sources.values()}, 1_000)
    coarse = _of_source(events["source"], {s.name: s.precision == "day" for s in vocabulary.sources.values()}, 0) > 0
    stale, inherited = events["stale"].to_numpy(), events["inherited"].to_numpy()
    long = lives[np.flatnonzero(np.diff(start) > LONG)].with_columns(pl.lit("").alias("id"))
    return Trail(
        frame=events.drop(LIFE, "at", "recorded_at", "stale", "inherited"),
        at=at,
        recorded=micros(events["recorded_at"]),
        life=life,
        word=word,
        site=site,
        person=codes(events["person"], PERSON),
        echo=echoes(Reports(at, life, word, site, rank), vocabulary),
        stale=stale,
        coarse=coarse,
        inherited=inherited,
        start=start,
        lives=lives,
        end=_ends(at, life, (counts := _terminal(word, vocabulary) & ~stale & ~inherited) & ~coarse, lives.height),
        end_by_day=_ends(at, life, counts, lives.height) if coarse.any() else None,
        findings=pl.concat([*findings, finding("long_life", long), *_odd(events, word)]),
    )


def _odd(events: pl.DataFrame, word: Codes) -> list[pl.DataFrame]:
    """Words that the vocabulary does not know for this subject, and codes nobody mapped."""
    unheard = finding("unheard", events[np.flatnonzero(word < 0)]) if (word < 0).any() else None
    unknown = events.filter(pl.col("kind") == "unknown")
    return [f for f in (unheard, finding("unknown", unknown)) if f is not None and f.height]


def _words(kind: pl.Series, life: Codes, lives: pl.DataFrame, vocabulary: Vocabulary) -> Codes:
    """[n] code of (subject kind of the life, kind)."""
    kinds, subjects = list(vocabulary.kinds), list(vocabulary.subjects)
    table = np.full((len(subjects) + 1, len(kinds) + 1), -1, dtype=np.int32)
    for (subject, name), code in vocabulary.code.items():
        table[subjects.index(subject), kinds.index(name)] = code
    of_life = _ordinals(lives["subject_kind"], subjects)
    return table[of_life[life], _ordinals(kind, kinds)]


def _ordinals(names: pl.Series, known: Sequence[str]) -> Codes:
    """Place of each name in `known`; -1, the last place of a table, where it is not there."""
    return (
        names.cast(pl.String).cast(pl.Enum(known), strict=False).to_physical().cast(pl.Int32).fill_null(-1).to_numpy()
    )


def _of_source(source: pl.Series, value: dict[str, int] | dict[str, bool], default: int) -> Codes:
    known = list(value)
    return np.array([*map(int, value.values()), default], dtype=np.int32)[_ordinals(source, known)]


def _terminal(word: Codes, vocabulary: Vocabulary) -> Flags:
    terminal = np.array([vocabulary.kinds[kind].terminal for _, kind in vocabulary.words] + [False])
    return terminal[word]


def _ends(at: Instants, life: Codes, terminal: Flags, lives: int) -> Instants:
    """[m] the first terminal event of each life, NEVER where there is none (rule 14)."""
    end = np.full(lives, NEVER, dtype=np.int64)
    np.minimum.at(end, life[terminal], at[terminal])
    return end
