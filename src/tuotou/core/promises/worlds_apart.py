"""Worlds: what concerned one root as believed at one instant, its own events and those of all it is tied to.

Many are unfolded together, as if each were of subjects of its own: a mark before every number keeps them apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.promises.prompt import Spells
from tuotou.core.promises.worlds import SUBJECT, History, Ties
from tuotou.core.trail.facts import AHEAD
from tuotou.core.trail.holds import Holds, Seen
from tuotou.core.trail.search import bisect, stretches
from tuotou.core.trail.trail import Codes, Flags, Rows, Trail, runs
from tuotou.core.trail.unfold import unfold
from tuotou.core.trail.vocabulary import Vocabulary

MARK: Final = "|"  # between the number of a world and the subject's own
BLOCK: Final = 300_000  # rows unfolded at once: more cost memory, fewer cost time


@dataclass(frozen=True, slots=True)
class Lives:
    """A trail of which the lives of some roots are meant."""

    trail: Trail
    spell: Codes  # [m] at the end of which each life is seen; -1: another subject's, which is not meant
    marked: bool  # whether a world's number and `MARK` stand before the numbers


def together(history: History, reads: Collection[str], spell: Codes) -> Iterator[Lives]:
    """Everything as believed at last. `spell` by subject, -1 where its lives are not meant; `reads`: what is read."""
    events, ahead = history.events, history.at > history.until
    events = events.with_columns(pl.Series(AHEAD, ahead)) if ahead.any() else events
    known = history.subjects.with_columns(pl.Series("spell", spell))
    for trail in _levels(events, history.vocabulary, reads):
        lives = trail.lives.select(pl.col(SUBJECT).cast(pl.String))
        found = lives.join(known, on=list(SUBJECT), how="left", maintain_order="left")["spell"].to_numpy()
        if (found >= 0).any():
            yield Lives(trail, found, marked=False)


@dataclass(frozen=True, slots=True)
class Worlds:
    """The worlds of a history."""

    history: History
    ties: Ties
    reads: Collection[str]  # the kinds that documents read

    def of(self, spells: Spells, chosen: Rows) -> Iterator[Lives]:
        """The last world of each of the chosen spells, some at a time, those of a root together."""
        containers = self.history.vocabulary.containers
        kinds = self.history.subjects["subject_kind"].to_list()
        depth = np.array([containers.index(k) if k in containers else len(containers) for k in kinds], dtype=np.int64)
        depth = depth[spells.root[chosen]]
        for level in np.unique(depth):
            for few in self._parts(spells, chosen[depth == level]):
                *_, trail = _levels(self._events(spells.where(few), few), self.history.vocabulary, self.reads)
                yield self._meant(trail, spells)

    def _parts(self, spells: Spells, mine: Rows) -> Iterator[Rows]:
        """Spells of about `BLOCK` rows, no root cut: each world is taken for all that was ever known."""
        borders = runs(spells.root[mine])
        held = np.append(0, np.cumsum(self._held()[spells.root[mine]]))[borders]
        begin = 0
        while begin < len(borders) - 1:
            end = max(int(np.searchsorted(held, held[begin] + BLOCK, side="right")) - 1, begin + 1)
            yield mine[borders[begin] : borders[end]]
            begin = end

    def _held(self) -> Rows:
        """[m] the number of events of all that each root is tied to."""
        total = np.append(0, np.cumsum(np.diff(self.history.start)[self.ties.subject]))
        held: Rows = np.diff(total[self.ties.start])
        return held

    def _events(self, spells: Spells, number: Rows) -> pl.DataFrame:
        """The events believed at the end of each spell, its number before every subject's; in order."""
        history, ties = self.history, self.ties
        of, tie = stretches(ties.start[spells.root], np.diff(ties.start)[spells.root])
        subject = ties.subject[tie]
        low, high = history.start[subject], history.start[subject + 1]
        count = bisect(history.first[history.by_first], low, high, spells.before[of]) - low
        pair, place = stretches(low, count)
        row = history.by_first[place]
        order = np.argsort(of[pair] * np.int64(len(history.at)) + row, kind="stable")
        pair, row = pair[order], row[order]
        stands = _first_of_its_id(history, of[pair], row)
        pair, row = pair[stands], row[stands]
        ahead = history.at[row] >= spells.before[of[pair]]
        world = pl.Series(number).cast(pl.String)[of]
        events = history.events[row].with_columns(
            (world + MARK + history.subjects["subject"][subject])[pair].alias("subject"),
            *((world[pair] + MARK + history.events[name][row]).alias(name) for name in _numbers(history)),
        )
        return events.with_columns(pl.Series(AHEAD, ahead)) if ahead.any() else events

    def _meant(self, trail: Trail, spells: Spells) -> Lives:
        """The trail with the spell of each life that is a root's own."""
        halves = trail.lives["subject"].cast(pl.String).str.splitn(MARK, 2).struct
        spell = halves.field("field_0").cast(pl.Int64).to_numpy()
        root = self.history.subjects[spells.root[spell]]
        kind = trail.lives["subject_kind"].cast(pl.String)
        own = (halves.field("field_1") == root["subject"]) & (kind == root["subject_kind"])
        return Lives(trail, np.where(own.to_numpy(), spell, -1), marked=True)


def _numbers(history: History) -> list[str]:
    """The columns that name other subjects."""
    continues = {str(kind.continues) for kind in history.vocabulary.kinds.values() if kind.continues}
    return [name for name in ("into", "out_of", *sorted(continues)) if name in history.events.columns]


def _first_of_its_id(history: History, world: Rows, row: Rows) -> Flags:
    """[n] of events that share their id the one that stands (rule 8): contents are compared as they were recorded."""
    stands = np.ones(len(row), dtype=bool)
    if history.repeated is not None:
        group, rank = (column[row] for column in history.repeated)
        shared = np.flatnonzero(group >= 0)
        shared = shared[np.lexsort((rank[shared], group[shared], world[shared]))]
        again = (group[shared][1:] == group[shared][:-1]) & (world[shared][1:] == world[shared][:-1])
        stands[shared[1:][again]] = False
    return stands


def _levels(events: pl.DataFrame, vocabulary: Vocabulary, reads: Collection[str]) -> Iterator[Trail]:
    """The trails of events that stand in order: containers first, outermost first, then what rode in them."""
    rows, holds = np.arange(len(events)), Holds()
    for level in vocabulary.containers:
        mine = events.select(pl.col("subject_kind") == level).to_series().to_numpy()[rows]
        if mine.any():
            trail = unfold(events, vocabulary, reads=reads, holds=holds, rows=rows[mine])
            yield trail
            rows, holds = rows[~mine], holds.within(level, [Seen.of(trail, vocabulary, reads)])
    if len(rows):
        yield unfold(events, vocabulary, reads=reads, holds=holds, rows=rows)
