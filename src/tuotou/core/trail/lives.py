"""Numbers are used again: a subject's trail is cut into lives, and a new number may go on an old life."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from tuotou.core.trail.lines import Lines, ordinals
from tuotou.core.trail.search import changes, places, stretches
from tuotou.core.trail.trail import EVENT, NO_FINDINGS, Flags, Rows, Table, finding, runs
from tuotou.core.trail.vocabulary import UNBORN, Vocabulary

LIFE = "life"


def cut(lines: Lines, table: Table, vocabulary: Vocabulary) -> tuple[Lines, pl.DataFrame]:
    """The same rows with `life`, ascending (rule 13), and the lives: subject_kind, subject, number from 1."""
    subject, at = lines.life, lines.at
    begins = changes(subject)
    first = begins.copy()
    kinds = list(vocabulary.subjects.values())
    named = table.rows(lines.place[first], ["subject_kind"]).to_series()
    subject_kind = ordinals(named, list(vocabulary.subjects))[np.cumsum(first) - 1]
    for ordinal in places(np.bincount(subject_kind[subject_kind >= 0])):
        rules, mine = kinds[ordinal], subject_kind == ordinal
        if rules.silence is not None:
            begins[1:] |= mine[1:] & (at[1:] - at[:-1] > rules.silence)
        if rules.begins:
            begins |= _begun(lines, mine, rules.begins, vocabulary)
    lives = table.rows(lines.place[begins], ["subject_kind", "subject"])
    place = np.arange(lives.height, dtype=np.int32)
    number = place - np.maximum.accumulate(np.where(first[begins], place, 0)) + 1
    numbered = lives.hstack([pl.Series("number", number)])
    return lines.replace(life=begins.cumsum(dtype=np.int32) - np.int32(1)), numbered


def _begun(lines: Lines, mine: Flags, kinds: Sequence[str], vocabulary: Vocabulary) -> Flags:
    """Rows at which a `begins` event starts a life: the first row of its instant."""
    starts = np.zeros(len(lines.at), dtype=bool)
    fresh = changes(lines.life, lines.at)
    instant = np.maximum.accumulate(np.where(fresh, np.arange(len(starts)), 0))
    for name in kinds:
        rows = places(mine & (lines.kind == vocabulary.ordinal[name]))
        echo = np.zeros(len(rows), dtype=bool)
        near = lines.at[rows[1:]] - lines.at[rows[:-1]] <= vocabulary.kinds[name].echo
        echo[1:] = near & (lines.life[rows[1:]] == lines.life[rows[:-1]])
        starts[instant[rows[~echo]]] = True
    return starts


def before_birth(lines: Lines, start: Rows, vocabulary: Vocabulary) -> Rows:
    """Own events of a later stage that are dated before their life was born: they count, and are odd (rule 12)."""
    births = places(vocabulary.births.take(lines.kind) < UNBORN)
    births = births[~lines.inherited[births]]
    if not len(births):
        return births
    turn, groups = vocabulary.births[lines.kind[births]], runs(lines.life[births])
    first = np.repeat(np.minimum.reduceat(turn, groups[:-1]), np.diff(groups))
    born = births[turn == first]
    born = born[runs(lines.life[born])[:-1]]  # the earliest of each life
    born = born[born > start[lines.life[born]]]  # most stand first, and nothing can be before them
    begins = start[lines.life[born]]
    of, row = stretches(begins, born - begins)
    birth, stages = born[of], vocabulary.stages
    later = stages[lines.kind[row]] > stages[lines.kind[birth]]
    odd: Rows = row[later & ~lines.inherited[row] & (lines.at[row] < lines.at[birth])]
    return odd


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

    def head(self, life: int) -> tuple[int, int, int]:
        """(the root it moves to, the least `at` and `recorded` of its events there): the maxima along its links."""
        line = list(self.ancestors(life))
        links = [self.since[each] for each in line[:-1]]
        return line[-1], max(at for at, _ in links), max(known for _, known in links)

    def take(self, life: int, candidates: Sequence[int], link: tuple[int, int]) -> bool:
        """Let the first free candidate go on `life`; False where it has a successor, or all are taken or before it."""
        before = set(self.ancestors(life))
        free = [c for c in candidates if c not in self.parent and c not in before]
        if life in self.child or not free:
            return False
        self.parent[free[0]], self.child[life], self.since[free[0]] = life, free[0], link
        return True


def link(lines: Lines, table: Table, vocabulary: Vocabulary) -> tuple[Lines, pl.DataFrame]:
    """Moves the events of a new number to the life it goes on (rule 71); sorted again, own events first.

    A moved event's `at` and `recorded` are raised to its link's. Beside the rows the links that were refused.
    """
    links = _links(lines, table, vocabulary)
    if links.is_empty():
        return lines, NO_FINDINGS
    chain, findings = _resolve(_spans(lines, table, links), links, vocabulary)
    if not chain.parent:
        return lines, findings
    lives = int(lines.life[-1]) + 1
    root, floor, known = np.arange(lives), np.zeros(lives, dtype=np.int64), np.zeros(lives, dtype=np.int64)
    for life in chain.parent:
        root[life], floor[life], known[life] = chain.head(life)
    home = root.take(lines.life)
    moved = lines.replace(
        life=home.astype(np.int32),
        at=np.maximum(lines.at, floor.take(lines.life)),
        recorded=np.maximum(lines.recorded, known.take(lines.life)),
    )
    away = places(home != lines.life)
    head = np.searchsorted(lines.life, home[away])
    names, own = (table.rows(lines.place[rows], ["subject", "id"]).cast(pl.String) for rows in (away, head))
    others, within = np.zeros(len(lines.at), dtype=bool), np.arange(len(lines.at))
    others[away] = (names["subject"] != own["subject"]).to_numpy()
    within[away] = names.select(pl.struct("subject", "id").rank("dense")).to_series().to_numpy()
    order = np.argsort(moved.life, kind="stable")
    touched = np.isin(np.arange(lives), home[away])
    mixed = places(touched[moved.life[order]])  # all others stand in order
    rows = order[mixed]
    order[mixed] = rows[np.lexsort((within[rows], others[rows], moved.at[rows], moved.life[rows]))]
    return moved.take(order), findings


def _links(lines: Lines, table: Table, vocabulary: Vocabulary) -> pl.DataFrame:
    """The events that name a successor, in (at, subject, id) order: life, at, recorded, and the number as `next`."""
    found = []
    for ordinal, naming in vocabulary.continuing.items():
        rows = places(lines.kind == ordinal)
        if len(rows) and table.column(naming) is not None:
            event = table.rows(lines.place[rows], [*EVENT, naming]).rename({naming: "next"})
            columns = (lines.life, lines.at, lines.recorded)
            beside = (pl.Series(n, c[rows]) for n, c in zip((LIFE, "at", "recorded"), columns, strict=True))
            found.append(event.with_columns(*beside))
    if not found:
        return pl.DataFrame()
    return pl.concat(found).filter(pl.col("next").is_not_null()).sort("at", pl.col("subject").cast(pl.String), "id")


def _spans(lines: Lines, table: Table, links: pl.DataFrame) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """(subject kind, number) → (life, its last instant) of all numbers that links name."""
    last = np.append(places(lines.life[1:] != lines.life[:-1]), len(lines.life) - 1)
    lives = table.rows(lines.place[last], ["subject_kind", "subject"]).cast(pl.String)
    spans = lives.with_columns(pl.Series(LIFE, lines.life[last]), pl.Series("last", lines.at[last]))
    named = links.select(pl.col("subject_kind").cast(pl.String), pl.col("next").alias("subject")).unique()
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for kind, number, life, at in spans.join(named, on=["subject_kind", "subject"], how="semi").sort(LIFE).iter_rows():
        found.setdefault((kind, number), []).append((life, at))
    return found


def _resolve(
    spans: dict[tuple[str, str], list[tuple[int, int]]], links: pl.DataFrame, vocabulary: Vocabulary
) -> tuple[_Chain, pl.DataFrame]:
    """Which life goes on which, and the links that were refused."""
    chain, refused = _Chain(), [NO_FINDINGS]
    columns = links.select(pl.col("subject_kind").cast(pl.String), "next", LIFE, "at", "recorded")
    for row, (kind, number, life, at, known) in enumerate(columns.iter_rows()):
        silence = vocabulary.subjects[kind].silence if kind in vocabulary.subjects else None
        fitting = [c for c, last in spans.get((kind, number), []) if silence is None or last >= at - silence]
        if fitting and not chain.take(life, fitting, (at, known)):
            refused.append(finding("link_refused", links[row : row + 1]))
    return chain, pl.concat(refused)
