"""Judging: some subjects of the live store by some standards, as believed at one instant, by the one evaluator."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tuotou.core.promises.docket import Docket
from tuotou.core.promises.judge import Judged, chunks, judge
from tuotou.core.trail.facts import believed
from tuotou.core.trail.trail import Flags, Trail
from tuotou.core.trail.unfold import unfold_all
from tuotou.store.held import KEY


def judged(events: pl.DataFrame, subjects: pl.DataFrame, docket: Docket, as_of: int) -> Iterator[Judged]:
    """The promises of some subjects (subject_kind, subject), as believed at `as_of` (µs UTC).

    `events`: all of theirs, and of what they rode in, went on as and are the continuation of.
    """
    for chunk, mine in unfolded(docket.read_from(events), subjects, docket, as_of):
        yield judge(chunk, docket, as_of).of(mine)


def unfolded(events: pl.DataFrame, subjects: pl.DataFrame, docket: Docket, as_of: int) -> Iterator[tuple[Trail, Flags]]:
    """The chunks in which some subjects live, as believed at `as_of` (µs UTC), and which lives [m] are theirs."""
    for trail in unfold_all(believed(events, as_of), docket.handbook.vocabulary, reads=docket.reads):
        for chunk in chunks(trail):
            mine = _among(chunk.lives, subjects)
            if mine.any():
                yield chunk, mine


def _among(lives: pl.DataFrame, subjects: pl.DataFrame) -> Flags:
    """[m] which lives are those of the subjects."""
    names = lives.select(pl.col(KEY).cast(pl.String))
    flagged = subjects.select(pl.col(KEY).cast(pl.String), mine=pl.lit(True))
    found: Flags = (
        names.join(flagged, on=list(KEY), how="left", maintain_order="left")["mine"].fill_null(False).to_numpy()
    )
    return found
