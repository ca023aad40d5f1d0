"""The vocabulary: subject kinds, event kinds, attributes and sources, as documents say them.

Everything the kernel must know of a word stands here: what ends a life, what spreads from a
container, how long an echo lasts, how late a record may come (kernel rules 10–14, 26, 40, 71).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuotou.core.document import Bilingual
from tuotou.core.trail.event import INSTANT
from tuotou.core.working_time import NEVER

DTYPES: Final[Mapping[str, pl.DataType]] = {
    "text": pl.String(),
    "number": pl.Float64(),
    "integer": pl.Int64(),
    "flag": pl.Boolean(),
    "instant": INSTANT,
    "list": pl.String(),  # words joined by commas: "locker,station"
    "veiled": pl.String(),  # personal: it is veiled before it is written anywhere, and no standard reads it
}
"""The types an attribute may have, with the column type of each."""

CODE_SYSTEMS: Final = ("kuaidi100", "kdniao", "sf", "emsevt", "epcis", "aftership")
"""The code systems that kinds are cross-mapped to (facts.md §3)."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something an event may carry: its type, its unit, its names."""

    name: str
    type: str  # a key of DTYPES
    title: Bilingual
    unit: str = ""
    least: float | None = None  # of a number: nothing below it can be
    most: float | None = None
    finds: str = ""  # a key of `handles.SHAPES`: subjects are looked up by it


@dataclass(frozen=True, slots=True)
class Source:
    """Where events come from. The smaller rank is believed first (rule 10)."""

    name: str
    rank: int
    title: Bilingual
    precision: str = "instant"  # or "day": dates only, serves only standards counted in days (rule 5)


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """What may leave a trail, and how a number that is used again is cut into lives (rule 13)."""

    name: str
    title: Bilingual
    silence: int | None = None  # µs; a longer gap starts a new life
    begins: tuple[str, ...] = ()  # kinds that start a new life
    born: tuple[str, ...] = ()  # kinds that a life is born with: the first of them that it has (rule 12)
    contains: bool = False  # bags, trips: others ride in it
    stay: int | None = None  # µs; the longest time something stays in it (rule 40)
    packing: int = 0  # µs; packing scans may precede the `begins` event at the same site by this


@dataclass(frozen=True, slots=True)
class Kind:
    """An event kind: the word, the subjects it happens to, and what the kernel needs of it."""

    name: str
    title: Bilingual
    subjects: tuple[str, ...]
    attributes: tuple[str, ...] = ()
    stage: int | None = None  # the order of the parcel's stages; a later stage implies an earlier
    scan: bool = False  # a physical scan of the subject at a site
    in_hand: bool = False  # a courier has it in hand: it is looked up by who that is
    trouble: bool = False  # something is wrong with the subject, until it moves on
    note: bool = False  # bookkeeping: not a trace of the subject, `any` does not match it
    terminal: bool = False  # ends a life (rule 14)
    spreads: bool = False  # the content of a container inherits it (rule 40)
    enters: str | None = None  # the subject is put into a container of this kind, named by `into`
    leaves: str | None = None  # the subject is taken out of a container of this kind (`out_of` may name it)
    empties: bool = False  # on a container: everything is out
    continues: str | None = None  # attribute naming the number under which the trail goes on (rule 71)
    approvers: tuple[str, ...] = ()  # it cancels a scan; the roles that may approve where that ended a life (rule 11)
    period: bool = False  # carries `period_from` and `period_to`: a declared period (rule 33)
    echo: int = 0  # µs; a second report of the same fact within this is an echo (rule 10)
    max_lag: int | None = None  # µs; recorded later than this is stale (rule 12)
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # code system → foreign codes


@dataclass(frozen=True, slots=False)
class Vocabulary:
    """All words, by name."""

    subjects: Mapping[str, SubjectKind]
    kinds: Mapping[str, Kind]
    attributes: Mapping[str, Attribute]
    sources: Mapping[str, Source]
    values: Mapping[str, Bilingual] = field(default_factory=dict)  # value of an attribute → what it is called
    own_codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Code system, or a mapping's name → foreign code → event kind, as the company has it; empty: it is retired."""

    @cached_property
    def words(self) -> tuple[tuple[str, str], ...]:
        """(subject kind, event kind), the pairs that can occur; a pair's place here is its code."""
        return tuple((subject, kind.name) for kind in self.kinds.values() for subject in kind.subjects)

    @cached_property
    def code(self) -> Mapping[tuple[str, str], int]:
        """(subject kind, event kind) → code."""
        return {word: place for place, word in enumerate(self.words)}

    @cached_property
    def ordinal(self) -> Mapping[str, int]:
        """Event kind → its place."""
        return {name: place for place, name in enumerate(self.kinds)}

    @cached_property
    def containers(self) -> tuple[str, ...]:
        """The subject kinds that others ride in, the outermost first; what rides in a circle is left out."""
        rides = {
            name: {k.enters for k in self.kinds.values() if k.enters and name in k.subjects} - {name}
            for name, subject in self.subjects.items()
            if subject.contains
        }
        found: list[str] = []
        while ready := [name for name, into in rides.items() if name not in found and into <= set(found)]:
            found += ready
        return tuple(found)

    @cached_property
    def word_table(self) -> NDArray[np.int32]:
        """[subject kind, event kind] → code of the word, -1 where it cannot occur; the last places are unknown."""
        table = np.full((len(self.subjects) + 1, len(self.kinds) + 1), -1, dtype=np.int32)
        place = {name: i for i, name in enumerate(self.subjects)}
        for (subject, kind), code in self.code.items():
            table[place[subject], self.ordinal[kind]] = code
        return table

    def flags(self, chosen: Callable[[Kind], bool]) -> NDArray[np.bool_]:
        """By ordinal of the kind: whether it is chosen; the last place, -1, is no kind."""
        return np.array([*map(chosen, self.kinds.values()), False])

    @cached_property
    def births(self) -> NDArray[np.int8]:
        """By ordinal of the kind: its turn among those that a life is born with; the largest number: none of them."""
        turns = {name: turn for subject in self.subjects.values() for turn, name in enumerate(subject.born)}
        return np.array([*(turns.get(name, UNBORN) for name in self.kinds), UNBORN], dtype=np.int8)

    @cached_property
    def stages(self) -> NDArray[np.int32]:
        """By ordinal of the kind: its stage, 0 where it has none."""
        return np.array([*(kind.stage or 0 for kind in self.kinds.values()), 0], dtype=np.int32)

    @cached_property
    def spreads(self) -> NDArray[np.bool_]:
        """By ordinal of the kind: whether what happens to a container happens to all that ride in it."""
        return self.flags(lambda kind: kind.spreads)

    @cached_property
    def empties(self) -> NDArray[np.bool_]:
        """By ordinal of the kind: whether nothing rides in a container after it."""
        return self.flags(lambda kind: kind.empties)

    @cached_property
    def enters(self) -> NDArray[np.str_]:
        """By ordinal of the kind: the subject kind of the containers that it puts into."""
        return np.array([*(kind.enters or "" for kind in self.kinds.values()), ""])

    @cached_property
    def leaves(self) -> NDArray[np.str_]:
        """By ordinal of the kind: the subject kind of the containers that it takes out of."""
        return np.array([*(kind.leaves or "" for kind in self.kinds.values()), ""])

    @cached_property
    def continuing(self) -> Mapping[int, str]:
        """Ordinal of the kind → the attribute that names the number under which a trail goes on."""
        return {place: kind.continues for place, kind in enumerate(self.kinds.values()) if kind.continues}

    @cached_property
    def scans(self) -> NDArray[np.bool_]:
        """By ordinal of the kind: whether it is a physical scan."""
        return self.flags(lambda kind: kind.scan)

    @cached_property
    def terminal(self) -> NDArray[np.bool_]:
        """By ordinal of the kind: whether it ends a life."""
        return self.flags(lambda kind: kind.terminal)

    @cached_property
    def echo(self) -> NDArray[np.int64]:
        """By code of the word: µs within which a second report is an echo, -1: never one; the last place is no word."""
        return np.array([*(self.kinds[kind].echo or -1 for _, kind in self.words), -1])

    @cached_property
    def max_lag(self) -> NDArray[np.int64]:
        """By ordinal of the kind: µs after which a record is stale."""
        return np.array([*(NEVER if k.max_lag is None else k.max_lag for k in self.kinds.values()), NEVER])

    @cached_property
    def reach(self) -> Mapping[str, int]:
        """By event kind: µs before such an event at which it may still change what rode in its subject saw."""
        unsteady = {k.name for k in self.kinds.values() if k.continues or k.period or k.approvers}
        every = {RETRACTED, CONFIRMED, *unsteady}
        packing = {name: s.packing for s in self.subjects.values() for name in s.begins}
        return {name: NEVER if name in every else packing.get(name, 0) for name in self.kinds}

    def dtype(self, attribute: str) -> pl.DataType:
        """The column type of an attribute."""
        return DTYPES[self.attributes[attribute].type]

    def foreign(self, system: str) -> Mapping[str, str]:
        """Foreign code → event kind, for one code system."""
        shipped = {code: kind.name for kind in self.kinds.values() for code in kind.codes.get(system, ())}
        return {code: kind for code, kind in {**shipped, **self.own_codes.get(system, {})}.items() if kind}


UNKNOWN: Final = "unknown"  # a code nobody mapped: keeps nothing, casts doubt (rule 26)
RETRACTED: Final = "retracted"  # attribute `retracts` names the event of the same subject (rule 11)
UNBORN: Final = 127  # the turn of a kind that no life is born with
CONFIRMED: Final = "confirmed"  # attribute `confirms` names a stale event a person vouches for (rule 12)
