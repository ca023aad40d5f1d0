"""The belief log: what was said of a promise, and when (rule 2).

Where a history only grew at its end, the log is told from what it came to. Where it did not, it is judged again, as it
stood at the end of each spell in which it did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.promises.docket import Docket, compile_docket
from tuotou.core.promises.judge import chunks, judge
from tuotou.core.promises.naming import KEY, SCHEMA
from tuotou.core.promises.prompt import Spells, spells
from tuotou.core.promises.said import BROKEN, GONE, VERDICTS, Telling, Told
from tuotou.core.promises.worlds import SUBJECT, History, Ties
from tuotou.core.promises.worlds_apart import Lives, Worlds, together
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.event import INSTANT
from tuotou.core.trail.trail import Flags

LOG: Final = pl.Schema({**{name: SCHEMA[name] for name in KEY}, "known_at": INSTANT, "verdict": pl.String()})
LOGGED: Final = ("within", "needs", "never")
"""The forms that have a log; `at_most` and `share` count over many subjects."""
SORTED: Final = ("standard", "subject_kind", "subject", "life", "values", "opening")
SAID: Final = pl.Schema(
    {**{name: SCHEMA[name] for name in KEY}, "root": pl.Int64(), "at": pl.Int64(), "verdict": pl.Int32()}
)


def belief_log(
    events: pl.DataFrame, handbook: Handbook, until: int, context: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The changes of verdict, up to `until` (µs UTC), of every promise that was ever said broken: a frame of `LOG`.

    From the first `broken` on; `gone` where the promise is no longer believed to exist. `context`: events of what
    these subjects rode in, of whose own promises nothing is told.
    """
    read = compile_docket(handbook).read_from  # contents are told apart by what the whole handbook reads (rule 8)
    logged = replace(handbook, standards=tuple(s for s in handbook.standards if s.form in LOGGED))
    return log_docket(read(events), compile_docket(logged), until, None if context is None else read(context))


def log_docket(
    events: pl.DataFrame, docket: Docket, until: int, context: pl.DataFrame | None = None, *, every: bool = False
) -> pl.DataFrame:
    """The same for events with only what some row can read, and a docket compiled once.

    `every`: judge at each instant at which anything became known; it says the same, and takes longer.
    """
    known = events if context is None else pl.concat([events, context], how="diagonal_relaxed")
    history = History.of(known, docket.handbook.vocabulary, until)
    if not len(history.at) or not docket.rows:
        return pl.DataFrame(schema=LOG)
    ties = Ties.of(history, _named_in(events, history))
    cut = spells(history, ties, docket, every=every)
    said = pl.concat([pl.DataFrame(schema=SAID), *_Saying(history, ties, docket, cut).said()])
    return _changes(_with_gone(said, cut))


def _named_in(events: pl.DataFrame, history: History) -> Flags:
    """[m] which subjects some events are about."""
    asked = events.select(pl.col(SUBJECT).cast(pl.String)).unique().with_columns(asked=True)
    found = history.subjects.join(asked, on=list(SUBJECT), how="left", maintain_order="left")["asked"]
    return found.fill_null(False).to_numpy()


@dataclass(frozen=True)
class _Saying:
    """What is said of all roots, spell by spell."""

    history: History
    ties: Ties
    docket: Docket
    spells: Spells

    def said(self) -> Iterator[pl.DataFrame]:
        """Of every promise that may ever have been said broken, all that was said of it: frames of `SAID`."""
        last = np.append(self.spells.root[1:] != self.spells.root[:-1], True)
        spell = np.full(len(self.history.start) - 1, -1)
        spell[self.spells.root[last]] = np.flatnonzero(last)
        final = self._tellings(together(self.history, self.docket.reads, spell))
        asked = self._asked(final)
        for lives in Worlds(self.history, self.ties, self.docket.reads).of(self.spells, np.flatnonzero(~last)):
            some = self._tellings([lives])
            asked |= self._asked(some)
            yield from self._told(some, asked)
        yield from self._told(final, asked)

    def _tellings(self, trails: Iterable[Lives]) -> list[Telling]:
        """The trails judged, chunk by chunk."""
        found = []
        for lives in trails:
            done = 0
            for chunk in chunks(lives.trail):
                own = lives.spell[done : done + chunk.lives.height]
                done += chunk.lives.height
                as_of = np.append(self.spells.before, self.history.until + 1)[own] - 1
                found.append(Telling(judge(chunk, self.docket, as_of), own, self.spells, lives.marked))
        return found

    def _asked(self, tellings: Sequence[Telling]) -> Flags:
        """[m, lines] of which roots and standards something was said broken."""
        found = np.zeros((len(self.history.start) - 1, len(self.docket.lines)), dtype=bool)
        line = np.array([row.line for row in self.docket.rows], dtype=np.int64)
        for telling in tellings:
            for broken in telling.broken():
                found[self.spells.root[broken.spell], line[broken.promises.place]] = True
        return found

    def _told(self, tellings: Sequence[Telling], asked: Flags) -> Iterator[pl.DataFrame]:
        """What was said of the promises of some roots and standards."""
        wanted = np.append(asked[self.spells.root], np.zeros((1, asked.shape[1]), dtype=bool), axis=0)
        for telling in tellings:
            told = telling.asked(wanted)
            if told is not None:
                yield self._lines(telling.named(told), told)

    def _lines(self, names: pl.DataFrame, told: Told) -> pl.DataFrame:
        """What was said of promises with these names, each time that it may have changed."""
        named = names.with_columns(pl.Series("root", self.spells.root[told.spell], dtype=pl.Int64))
        rows, instants, verdicts = (np.concatenate(each) for each in zip(*told.said(), strict=True))
        return named[rows].with_columns(pl.Series("at", instants), pl.Series("verdict", verdicts, dtype=pl.Int32))


def _with_gone(said: pl.DataFrame, cut: Spells) -> pl.DataFrame:
    """The same with the number of each promise, and that it was gone where a spell began without it."""
    key = [*(name for name in KEY if name != "per"), "values"]
    said = said.with_columns(values=pl.col("per").list.join("\x1f"))
    known = said.unique(key, maintain_order=True).sort(*SORTED).with_row_index("promise").drop("at", "verdict")
    said = said.join(known.select("promise", *key), on=key, nulls_equal=True).select("promise", "at", "verdict")
    begun = pl.DataFrame({"root": cut.root, "at": cut.since}).filter(pl.Series(~cut.single))
    begun = begun.join(known.select("promise", "root"), on="root")
    gone = begun.select("promise", "at", verdict=pl.lit(GONE, pl.Int32)).join(said, on=["promise", "at"], how="anti")
    return pl.concat([said, gone]).sort("promise", "at").join(known, on="promise", maintain_order="left")


def _changes(said: pl.DataFrame) -> pl.DataFrame:
    """Only the changes, from the first `broken` of each promise on: a frame of `LOG`."""
    same = (pl.col("promise") == pl.col("promise").shift()) & (pl.col("verdict") == pl.col("verdict").shift())
    broke = ((pl.col("verdict") == BROKEN).cum_sum().over("promise") > 0).alias("broke")
    return (
        said.filter(~same.fill_null(False))
        .filter(broke)
        .with_columns(
            pl.col("at").cast(INSTANT).alias("known_at"),
            pl.col("verdict").replace_strict(dict(enumerate(VERDICTS)), return_dtype=pl.String),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in LOG.items())
    )
