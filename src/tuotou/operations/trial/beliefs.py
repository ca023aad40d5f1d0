"""What a tried standard would have said, and taken back later: its belief log in figures (rule 2)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from tuotou.core.promises.belief import LOG
from tuotou.core.promises.naming import KEY
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.belief_history import tell_events
from tuotou.operations.trial.trial import Trial

WITHDRAWN: Final = ("open", "kept", "void", "gone")
"""What a promise that was said broken may turn out to be; kept late is no withdrawal: it was broken."""
_NAMED: Final = ("subject_kind", "subject", "life", "opening")
EXAMPLE: Final = pl.Schema(
    {
        **{name: LOG[name] for name in _NAMED},
        "said_at": LOG["known_at"],
        "withdrawn_at": LOG["known_at"],
        "as": LOG["verdict"],
    }
)


@dataclass
class Beliefs:
    """How many promises were said broken, how many of these verdicts were withdrawn, and as what."""

    examples: int
    said: int = 0
    withdrawn: Counter[str] = field(default_factory=Counter)  # verdict → promises
    waits: list[pl.Series] = field(default_factory=list)  # how long each withdrawal took
    named: pl.DataFrame = field(default_factory=EXAMPLE.to_frame)

    def add(self, log: pl.DataFrame) -> None:
        """Counts a frame of `belief.LOG`, whole promises."""
        if log.is_empty():
            return
        promises = log.group_by(KEY, maintain_order=True).agg(
            said_at=pl.col("known_at").filter(pl.col("verdict") == "broken").first(),
            withdrawn_at=pl.col("known_at").filter(pl.col("verdict").is_in(WITHDRAWN)).first(),
            **{"as": pl.col("verdict").filter(pl.col("verdict").is_in(WITHDRAWN)).first()},
        )
        back = promises.filter(pl.col("withdrawn_at").is_not_null())
        self.said += promises.height
        self.withdrawn.update(back["as"])
        self.waits.append((back["withdrawn_at"] - back["said_at"]).dt.total_microseconds())
        named = pl.concat([self.named, back.select(EXAMPLE.names())])
        self.named = named.sort("said_at", *_NAMED).head(self.examples)

    @property
    def typical_wait(self) -> int | None:
        """µs from saying it to withdrawing it: the median, nearest rank; None where nothing was withdrawn."""
        waits = pl.concat(self.waits) if self.waits else pl.Series(dtype=pl.Int64)
        found = waits.quantile(0.5, "nearest")
        return None if found is None else int(found)


def tell_beliefs(trial: Trial, suspects: pl.DataFrame, until: int) -> Beliefs:
    """What was said of the new standard's promises by `until` (µs UTC).

    `suspects`: raw events of its suspects, with those of all containers.
    """
    beliefs = Beliefs(trial.examples)
    alone = Trial(trial.ground, trial.new).handbook
    tell_events(suspects, alone, until, beliefs.add)
    return beliefs


def kinds_of_containers(events: pl.DataFrame, vocabulary: Vocabulary) -> frozenset[str]:
    """The event kinds that containers have."""
    contained = pl.col("subject_kind").cast(pl.String).is_in(list(vocabulary.containers))
    return frozenset(events.filter(contained)["kind"].cast(pl.String).unique())


def with_their_events(events: pl.DataFrame, suspects: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Of raw events those of the suspects, of containers, and of numbers that a link joins to another."""
    wanted = pl.concat([suspects["subject"], linked(events, vocabulary)]).unique()
    contained = pl.col("subject_kind").cast(pl.String).is_in(list(vocabulary.containers))
    return events.filter(contained | pl.col("subject").is_in(wanted.implode()))


def linked(events: pl.DataFrame, vocabulary: Vocabulary) -> pl.Series:
    """The numbers that a link joins to another."""
    found = [pl.Series("subject", dtype=pl.String)]
    for kind in vocabulary.kinds.values():
        if kind.continues in events.columns:
            links = events.filter(pl.col("kind") == kind.name)
            found += [links[name].cast(pl.String).drop_nulls().alias("subject") for name in ("subject", kind.continues)]
    return pl.concat(found).unique()
