"""Numbers are used again: a subject's trail is cut into lives, and a new number may go on an old life."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from tuotou.core.trail.trail import FINDINGS, Flags, finding, runs
from tuotou.core.trail.vocabulary import Vocabulary

LIFE = "life"
VIA = "via"  # the number of another subject that an event came from; null: its own
WITHIN_LIFE = (LIFE, "at", VIA, "id")  # own events come first within an instant


def cut(events: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Adds `life`, ascending over the frame (rule 13). `events`: whole subjects, sorted by (subject, at, id)."""
    subject_changes = pl.col("subject").ne_missing(pl.col("subject").shift()) | pl.col("subject_kind").ne_missing(
        pl.col("subject_kind").shift()
    )
    gap = pl.col("at").diff().cast(pl.Int64)
    present = set(events["subject_kind"].unique())
    silent = [
        (pl.col("subject_kind") == kind.name) & (gap > kind.silence)
        for kind in vocabulary.subjects.values()
        if kind.silence is not None and kind.name in present
    ]
    begins = events.select(pl.any_horizontal(subject_changes, *silent).fill_null(True)).to_series().to_numpy().copy()
    if len(begins):
        begins[0] = True
    for kind in vocabulary.subjects.values():
        if kind.begins and kind.name in present:
            begins |= _begun(events, kind.name, kind.begins, vocabulary)
    return events.with_columns(pl.Series(LIFE, np.cumsum(begins) - 1, dtype=pl.Int32))


def lives_of(events: pl.DataFrame) -> pl.DataFrame:
    """One row per life, in order: subject_kind, subject, number (counted from 1 within its subject)."""
    first = events.filter(pl.col(LIFE).ne_missing(pl.col(LIFE).shift()))
    number = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("subject_kind", "subject").alias("number")
    return first.select("subject_kind", "subject", number)


def _begun(events: pl.DataFrame, subject: str, kinds: tuple[str, ...], vocabulary: Vocabulary) -> Flags:
    """Rows at which a `begins` event starts a life: the first row of its instant."""
    starts = np.zeros(events.height, dtype=bool)
    instants = runs(events.select(pl.struct("subject", "at").rle_id()).to_series().to_numpy())
    first_of_instant = np.repeat(instants[:-1], np.diff(instants))
    for name in kinds:
        chosen = (pl.col("subject_kind") == subject) & (pl.col("kind") == name)
        own = events.with_row_index("row").filter(chosen)
        since = pl.col("at").diff().over("subject").cast(pl.Int64)
        rows = own.filter(since.is_null() | (since > vocabulary.kinds[name].echo))["row"].to_numpy()
        starts[first_of_instant[rows]] = True
    return starts


@dataclass(slots=True)
class _Chain:
    """Which life goes on which, and from when."""

    parent: dict[int, int] = field(default_factory=dict)
    child: dict[int, int] = field(default_factory=dict)
    since: dict[int, tuple[int, int]] = field(default_factory=dict)  # life → (at, recorded) of its link

    def ancestors(self, life: int) -> Iterator[int]:
        """The life and those it goes on, up to the root."""
        yield life
        while life in self.parent:
            life = self.parent[life]
            yield life

    def take(self, life: int, candidates: Sequence[int], link: tuple[int, int]) -> bool:
        """Let the first free candidate go on `life`; False where it has a successor, or all are taken or before it."""
        before = set(self.ancestors(life))
        free = [c for c in candidates if c not in self.parent and c not in before]
        if life in self.child or not free:
            return False
        self.parent[free[0]], self.child[life], self.since[free[0]] = life, free[0], link
        return True


def link(events: pl.DataFrame, vocabulary: Vocabulary) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Moves the events of a new number to the life it goes on (rule 71); sorted by (life, at, id) again.

    A moved event's `at` and `recorded_at` are raised to its link's, `via` names its number.
    """
    links = _links(events, vocabulary)
    if links.is_empty():
        return events, pl.DataFrame(schema=FINDINGS)
    chain, findings = _resolve(events, links, vocabulary)
    if not chain.parent:
        return events, findings
    moved = [_move(chain, life) for life in chain.parent]
    table = pl.DataFrame(
        moved, schema={LIFE: pl.Int32, "root": pl.Int32, "floor": pl.Int64, "known": pl.Int64}, orient="row"
    )
    joined = events.join(table, on=LIFE, how="left", maintain_order="left")
    at, recorded = events.schema["at"], events.schema["recorded_at"]
    return (
        joined.with_columns(
            pl.max_horizontal("at", pl.col("floor").cast(at)),
            pl.max_horizontal("recorded_at", pl.col("known").cast(recorded)),
            pl.when(pl.col("root").is_not_null()).then("subject").alias(VIA),
            pl.coalesce("root", LIFE).alias(LIFE),
        )
        .drop("root", "floor", "known")
        .sort(*WITHIN_LIFE)
    ), findings


def _links(events: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """The rows that name a successor, in (at, subject, id) order, with the number as `to`."""
    kinds = {k.name: k.continues for k in vocabulary.kinds.values() if k.continues in events.columns}
    rows = events.filter(pl.col("kind").is_in(list(kinds))) if kinds else events.clear()
    if rows.is_empty():
        return rows
    named = pl.coalesce(pl.when(pl.col("kind") == kind).then(pl.col(str(name))) for kind, name in kinds.items())
    return rows.with_columns(named.alias("to")).filter(pl.col("to").is_not_null()).sort("at", "subject", "id")


def _resolve(events: pl.DataFrame, links: pl.DataFrame, vocabulary: Vocabulary) -> tuple[_Chain, pl.DataFrame]:
    spans = (
        events.join(
            links.select("subject_kind", pl.col("to").alias("subject")).unique(),
            on=["subject_kind", "subject"],
            how="semi",
        )
        .group_by("subject_kind", "subject", LIFE)
        .agg(pl.col("at").max().to_physical().alias("last"))
        .sort(LIFE)
    )
    candidates: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for kind, subject, life, last in spans.select("subject_kind", "subject", LIFE, "last").iter_rows():
        candidates.setdefault((kind, subject), []).append((life, last))
    chain, problems = _Chain(), []
    physical = links.with_columns(pl.col("at", "recorded_at").to_physical())
    for row, (kind, to, life, at, known) in enumerate(
        physical.select("subject_kind", "to", LIFE, "at", "recorded_at").iter_rows()
    ):
        silence = vocabulary.subjects[kind].silence
        fitting = [c for c, last in candidates.get((kind, to), []) if silence is None or last >= at - silence]
        if fitting and not chain.take(life, fitting, (at, known)):
            problems.append(finding("link_refused", links[row : row + 1]))
    return chain, pl.concat(problems) if problems else pl.DataFrame(schema=FINDINGS)


def _move(chain: _Chain, life: int) -> tuple[int, int, int, int]:
    """(life, root, floor of `at`, floor of `recorded_at`): the maxima along its links."""
    line = list(chain.ancestors(life))
    links = [chain.since[each] for each in line[:-1]]
    return life, line[-1], max(at for at, _ in links), max(known for _, known in links)
