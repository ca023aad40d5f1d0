"""Live watch: what is to be said of some subjects since they were last looked at, and when they must be looked at next.

While a history only grows at its end, one judgement at the end of such a *spell* tells what was to be said throughout
it: deadlines and warnings at their own instants, keeps and voids when they were known. It is the belief log, told
forwards: whoever looks late says the same, with the same stamps, as somebody who never slept (rules 2, 59).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.promises.docket import Docket
from tuotou.core.promises.judge import chunks, judge
from tuotou.core.promises.naming import NO_PROMISES
from tuotou.core.promises.prompt import Spells, spells
from tuotou.core.promises.said import Telling
from tuotou.core.promises.spoken import KNOWN, lines_spoken, named_of, wakes
from tuotou.core.promises.worlds import SUBJECT, History, Ties
from tuotou.core.promises.worlds_apart import MARK, Lives, Worlds, together
from tuotou.core.trail.trail import NO_FINDINGS, SITE, Codes, Flags, Instants, Rows, Trail
from tuotou.core.working_time import NEVER

OTHERS: Final = rf"^\d+{MARK.replace('|', '[|]')}"


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking at some subjects."""

    said: pl.DataFrame  # naming.SCHEMA, spoken.KNOWN, since, before (µs), turn: each promise at the end of each spell
    spells: pl.DataFrame  # subject_kind, subject, turn, since: all of them, with or without promises
    heads: pl.DataFrame  # [k] subject_kind, subject, next_due_at, ended_at (µs or null), site
    findings: pl.DataFrame  # trail.FINDINGS


def look(events: pl.DataFrame, heads: pl.DataFrame, asked: pl.DataFrame, docket: Docket, until: int) -> Looked:
    """What there is to say of some subjects up to `until` (µs UTC).

    `events`: all of theirs, and of what they rode in and go on as. `heads`: subject_kind, subject, known_until and
    next_due_at (µs) of those to look at, as they were left last; `asked`: subject_kind, subject, standard of promises
    that something was said of before.
    """
    history = History.of(events, docket.handbook.vocabulary, until)
    known = history.subjects.join(heads, on=list(SUBJECT), how="left", maintain_order="left")
    root = known["known_until"].is_not_null().to_numpy()
    ties = Ties.of(history, root)
    since = np.minimum(known["known_until"].fill_null(0).to_numpy(), until - 1) + 1  # again, where all is said already
    due = known["next_due_at"].fill_null(NEVER).to_numpy()
    looking = _Looking(history, ties, docket, _spells(spells(history, ties, docket), since, due))
    return looking.looked(heads, asked, events)


def _spells(found: Spells, since: Instants, due: Instants) -> Spells:
    """The spells of each root from `since` on, in order; the first is cut off there.

    It is left out where nothing turned in it: nothing more became known, nor was due before its end. By subject.
    """
    root = found.root
    last = np.append(root[1:] != root[:-1], True)[: len(root)]
    quiet = (found.stirred < since[root]) & (due[root] >= found.before) & ~last
    left = found.where((found.before > since[root]) & ~quiet)
    return left._replace(since=np.maximum(left.since, since[left.root]))


@dataclass(frozen=True)
class _Looking:
    """All that is judged, spell by spell."""

    history: History
    ties: Ties
    docket: Docket
    spells: Spells

    def looked(self, heads: pl.DataFrame, asked: pl.DataFrame, events: pl.DataFrame) -> Looked:
        """What came of it."""
        final = [*self._judged(together(self.history, self.docket.reads, self._last))]
        earlier = np.flatnonzero(self._last[self.spells.root] != np.arange(len(self.spells.root)))
        worlds = Worlds(self.history, self.ties, self.docket.reads).of(self.spells, earlier)
        judged = [*final, *self._judged(worlds)] if len(earlier) else final
        wanted = self._wanted(judged, asked)
        said = pl.concat([_SAID, *(self._said(each, wanted) for each in judged)])
        turns = self.history.subjects[self.spells.root].with_columns(
            turn=pl.int_range(pl.len()), since=pl.Series(self.spells.since)
        )
        return Looked(
            said.sort("turn"),
            turns,
            _heads(heads, self._standing(final), _ahead(events, self.history.until)),
            pl.concat([NO_FINDINGS, *(odd for each in final for odd in each.odd())]),
        )

    @cached_property
    def _last(self) -> Codes:
        """[subjects] the last spell of each root; -1: no root."""
        found = np.full(len(self.history.start) - 1, -1)
        found[self.spells.root] = np.arange(len(self.spells.root))
        return found

    def _judged(self, trails: Iterable[Lives]) -> Iterator[_Seen]:
        """The trails judged, each life at the end of its spell."""
        ends = np.append(self.spells.before, self.history.until + 1) - 1
        for lives in trails:
            done = 0
            for chunk in chunks(lives.trail):
                own = lives.spell[done : done + chunk.lives.height]
                done += chunk.lives.height
                as_of = ends[own]
                telling = Telling(judge(chunk, self.docket, as_of), own, self.spells, lives.marked)
                yield _Seen(telling, chunk, as_of)

    def _wanted(self, judged: list[_Seen], asked: pl.DataFrame) -> Flags:
        """[subjects, lines] of what something is said, or was; the last row for those that are not meant."""
        lines = {line[0].standard.id: place for place, line in enumerate(self.docket.lines)}
        wanted = np.zeros((len(self.history.start), len(lines)), dtype=bool)
        known = self.history.subjects.with_row_index("root").join(asked, on=list(SUBJECT))
        known = known.filter(pl.col("standard").is_in(list(lines)))
        line = known["standard"].replace_strict(lines, return_dtype=pl.Int64).to_numpy()
        wanted[known["root"].to_numpy(), line] = True
        root = np.append(self.spells.root, len(wanted) - 1)
        for each in judged:
            for place, lives in lines_spoken(each.telling):
                wanted[root[each.telling.lives[lives]], place] = True
        wanted[-1] = False
        return wanted

    def _said(self, seen: _Seen, wanted: Flags) -> pl.DataFrame:
        """The promises that are wanted, with their spells."""
        root = np.append(self.spells.root, len(wanted) - 1)
        spell = seen.telling.lives
        named = named_of(seen.telling, wanted[root[spell]])
        if not named.height:
            return _SAID
        lives = seen.trail.lives.select(
            pl.col(SUBJECT).cast(pl.String), pl.col("number").alias("life"), pl.Series("turn", spell, dtype=pl.Int64)
        )
        named = named.join(lives, on=[*SUBJECT, "life"], maintain_order="left")
        if seen.telling.marked:
            named = named.with_columns(pl.col("subject", "opening", "kept_by").str.replace(OTHERS, ""))
        turn = named["turn"].to_numpy()
        times = (pl.Series("since", self.spells.since[turn]), pl.Series("before", self.spells.before[turn]))
        return named.with_columns(times).select(_SAID.columns)

    def _standing(self, final: list[_Seen]) -> pl.DataFrame:
        """By subject: when it wakes, whether its last life has ended, where it was last."""
        found = [_HEADS]
        for seen in final:
            trail, spell = seen.trail, seen.telling.lives
            meant = np.flatnonzero(spell >= 0)
            last = trail.start[1:][meant] - 1
            names = self.history.subjects[self.spells.root[spell[meant]]]
            found.append(
                names.with_columns(
                    pl.Series("next_due_at", wakes(seen.telling.judged, seen.as_of)[meant]),
                    pl.Series("ended_at", trail.end[meant]),
                    pl.Series("life", trail.lives["number"].to_numpy()[meant], dtype=pl.Int64),
                    _sites(trail.site[last]).alias("site"),
                )
            )
        lives = pl.concat(found).sort(*SUBJECT, "life")
        return lives.group_by(SUBJECT).agg(pl.col("next_due_at").min(), pl.col("ended_at", "site").last())


@dataclass(frozen=True, slots=True)
class _Seen:
    """A chunk that was judged, and the spell in which each of its lives is seen."""

    telling: Telling
    trail: Trail
    as_of: Instants  # [m]

    def odd(self) -> Iterator[pl.DataFrame]:
        """What is odd about the data."""
        yield self.trail.findings
        yield self.telling.judged.findings


_SAID: Final = NO_PROMISES.with_columns(
    *(pl.lit(None, dtype).alias(name) for name, dtype in KNOWN.items()),
    *(pl.lit(None, pl.Int64).alias(name) for name in ("turn", "since", "before")),
)
_HEADS: Final = pl.DataFrame(
    schema={
        "subject_kind": pl.String(),
        "subject": pl.String(),
        "next_due_at": pl.Int64(),
        "ended_at": pl.Int64(),
        "life": pl.Int64(),
        "site": pl.String(),
    }
)


def _sites(code: Rows) -> pl.Series:
    known = pl.Series(np.maximum(code, 0), dtype=pl.UInt32).cat.to(SITE).cast(pl.String)
    return known.set(pl.Series(code < 0), None)


def _ahead(events: pl.DataFrame, until: int) -> pl.DataFrame:
    """When what is known already will have happened, by subject: subject_kind, subject, at."""
    at = pl.col("at").to_physical()
    ahead = events.filter((at > until) & (pl.col("recorded_at").to_physical() <= until))
    return ahead.group_by(SUBJECT).agg(at.min())


def _heads(heads: pl.DataFrame, standing: pl.DataFrame, ahead: pl.DataFrame) -> pl.DataFrame:
    """The heads as they stand now; null for never."""
    joined = (
        heads.select(SUBJECT).join(standing, on=list(SUBJECT), how="left").join(ahead, on=list(SUBJECT), how="left")
    )
    wake = pl.min_horizontal("next_due_at", "at")
    return joined.select(
        *SUBJECT,
        pl.when(wake < NEVER).then(wake).alias("next_due_at"),
        pl.when(pl.col("ended_at") < NEVER).then("ended_at").alias("ended_at"),
        "site",
    )
