"""Whereabouts: at which stage each subject is, since when, where, with whom, and where it is expected next.

From unfolded lives to one row a subject, that of its last life. What an outlet or a hub has to do today is a look-up in
these rows; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.trail.names import names
from tuotou.core.trail.trail import PERSON, SITE, Codes, Flags, Rows, Trail
from tuotou.core.trail.vocabulary import Vocabulary

STAGES: Final = (
    "ordered",
    "there",
    "opened",
    "held",
    "problem",
    "loaded",
    "sent",
    "out",
    "placed",
    "turning",
    "signed",
    "over",
)
"""Ordered; at a site; being emptied there; held there 留仓; a problem 问题件; loaded, not gone; sent, not arrived; out;
placed in a locker or station and not in hand; on its way back or elsewhere; signed off; ended otherwise."""
ENDED: Final = ("signed", "over")
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "ordered": ("ordered", "trip_opened", "bag_started"),
    "there": (
        "accepted", "arrived", "inbound_checked", "unloaded", "unbagged", "surplus_found",
        "broken_found", "wet_found", "sorted", "wrong_sort_found", "missed_sort_found", "wrong_load_found",
        "handed_over", "stock_taken", "released", "reweighed", "checked_out", "exception_closed", "found",
        "removed_from_locker", "removed_from_station",
    ),
    "opened": ("unsealed",),
    "held": ("held",),
    "problem": ("attempt_failed", "refused", "exception_registered", "address_wrong", "out_of_area", "damaged"),
    "loaded": ("bagged", "loaded", "sealed"),
    "sent": ("departed", "passed"),
    "out": ("out_for_delivery", "sent_to_station", "reassigned", "arrived_at_door"),
    "placed": ("placed_in_locker", "placed_in_station", "placed_at_spot", "placed_for_pickup"),
    "turning": ("intercept_done", "forwarded", "return_started", "returned_under", "passed_to_carrier"),
    "signed": (
        "signed", "signed_by_self", "signed_by_agent", "signed_by_station", "taken_out_of_locker",
        "taken_out_of_station", "picked_up_at_outlet",
    ),
    "over": ("bag_opened",),
}  # fmt: skip
"""Stage → the kinds of events that bring it about; whatever else ends a life makes it over."""
ARRIVING: Final = ("arrived", "inbound_checked", "unloaded")
TAKEN_OUT: Final = ("out_for_delivery", "sent_to_station")
ASKED: Final = ("to_site", "wave", "planned_arrival_at")
"""The attributes that are read."""
_STAGE: Final = {kind: STAGES.index(stage) for stage, kinds in KINDS.items() for kind in kinds}
KEY: Final = ("subject_kind", "subject")
WHEREABOUTS: Final = pl.Schema(
    {
        "subject_kind": pl.String(), "subject": pl.String(), "stage": pl.String(), "site": pl.String(),
        "person": pl.String(), "to_site": pl.String(), "wave": pl.String(), "since": pl.Int64(),
        "expected_at": pl.Int64(), "arrived_at": pl.Int64(), "out_at": pl.Int64(), "seen_at": pl.Int64(),
        "missed": pl.Boolean(),
    }
)  # fmt: skip
"""Instants in µs UTC. `person`: who took it out, once somebody has, else of the event itself; `expected_at`: when it is
to reach `to_site`; `arrived_at`, `out_at`: at this site; `seen_at`: the last trace of it; `missed`: it was handled at
this site, and its arrival there was never scanned 漏扫."""


def whereabouts(trail: Trail, vocabulary: Vocabulary) -> pl.DataFrame:
    """`WHEREABOUTS` of the subjects of a trail of whole lives; who has no such event yet has none."""
    if not trail.size:
        return pl.DataFrame(schema=WHEREABOUTS)
    seen = _Seen(trail, vocabulary)
    last = seen.last(seen.stage >= 0)
    lives = np.flatnonzero(last >= 0)
    found = seen.rows(lives, last[lives])
    numbered = found.hstack(trail.lives[lives].select(pl.col(KEY).cast(pl.String), "number"))
    return numbered.sort("number").unique(KEY, keep="last").select(WHEREABOUTS.names())


class _Seen:
    """A trail, with the stage that each row brings about; -1: none."""

    def __init__(self, trail: Trail, vocabulary: Vocabulary) -> None:
        self.trail, self.vocabulary = trail, vocabulary
        by_kind = np.full(len(vocabulary.kinds) + 1, -1, dtype=np.int32)
        for name, kind in vocabulary.kinds.items():
            by_kind[vocabulary.ordinal[name]] = _STAGE.get(name, STAGES.index("over") if kind.terminal else -1)
        self.stage = np.where(trail.echo, -1, by_kind[trail.kind])
        self.trace = ~vocabulary.flags(lambda kind: kind.note)[trail.kind]
        self.site = self._sites()

    def last(self, chosen: Flags) -> Rows:
        """[m] the last of the chosen rows of each life; -1: none."""
        found: Rows = np.maximum.reduceat(np.where(chosen, np.arange(self.trail.size), -1), self.trail.start[:-1])
        return found

    def of(self, *kinds: str) -> Flags:
        """[n] rows of some kinds."""
        ordinal = self.vocabulary.ordinal
        found: Flags = np.isin(self.trail.kind, [ordinal[kind] for kind in kinds if kind in ordinal])
        return found

    def rows(self, lives: Rows, row: Rows) -> pl.DataFrame:
        """Some lives as they stand, each at the row that brought its stage about."""
        trail, stage, site = self.trail, self.stage[row], self.site[row]
        here = np.full(len(trail.start) - 1, -2, dtype=np.int32)
        here[lives] = site
        mine = self.site == here[trail.life]
        arrived = self.last(mine & self.of(*ARRIVING))[lives]
        out = self.last(mine & self.of(*TAKEN_OUT))[lives]
        out = np.where(out > arrived, out, -1)
        sent = np.where(_among(stage, "sent"), row, -1)
        took = _among(stage, "problem", "placed", "signed") & (out >= 0)
        handled = _among(stage, "there", "held", "problem", "out", "placed", "signed") & (site >= 0)
        return pl.DataFrame(
            {
                "stage": pl.Series(STAGES)[stage],
                "site": names(site, SITE),
                "person": names(trail.person[np.where(took, out, row)], PERSON),
                "to_site": self._asked("to_site", sent),
                "wave": self._asked("wave", self.last(mine & trail.table.has("wave")[trail.place])[lives]),
                "since": trail.at[row],
                "expected_at": self._asked("planned_arrival_at", sent).cast(pl.Int64),
                "arrived_at": self._at(arrived),
                "out_at": self._at(out),
                "seen_at": self._at(np.maximum(self.last(self.trace)[lives], row)),
                "missed": handled & (arrived < 0) & (self._born(lives) != site),
            }
        )

    def _sites(self) -> Codes:
        """[n] where it was at each row: an event without a site happens where the life was before."""
        trail = self.trail
        there = np.maximum.accumulate(np.where(trail.site >= 0, np.arange(trail.size), -1))
        known = there >= trail.start[:-1][trail.life]
        return np.where(known, trail.site[np.maximum(there, 0)], -1).astype(np.int32)

    def _born(self, lives: Rows) -> Codes:
        """[k] the first site of each life: what was accepted there need not arrive."""
        trail = self.trail
        first = np.where(trail.site >= 0, np.arange(trail.size), trail.size)
        row = np.minimum.reduceat(first, trail.start[:-1])[lives]
        found: Codes = np.where(row < trail.start[1:][lives], trail.site[np.minimum(row, trail.size - 1)], -1)
        return found

    def _asked(self, name: str, row: Rows) -> pl.Series:
        """[k] an attribute of one row each; null where there is no row."""
        events = self.trail.events(np.maximum(row, 0), (name,))
        dtype = self.vocabulary.dtype(name)
        found = events[name] if name in events.columns else pl.Series([None], dtype=dtype).new_from_index(0, len(row))
        return found.set(pl.Series(row < 0), None)

    def _at(self, row: Rows) -> pl.Series:
        """[k] when it was; null where there is no row."""
        return pl.Series(self.trail.at[np.maximum(row, 0)]).set(pl.Series(row < 0), None)


def _among(stage: Codes, *words: str) -> Flags:
    found: Flags = np.isin(stage, [STAGES.index(word) for word in words])
    return found
