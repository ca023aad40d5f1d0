"""Explain: one subject's trail, every event with the promises it opened and kept, every deadline that passed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import numpy as np
import polars as pl

from tuotou.archive.layout import SUBJECT_KEY
from tuotou.archive.read import Archive
from tuotou.core.promises.docket import compile_docket
from tuotou.core.promises.evaluate import judge_trails
from tuotou.core.promises.naming import KEY
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.standard import Standard
from tuotou.core.trail import event
from tuotou.core.trail.facts import believed
from tuotou.core.trail.trail import Trail
from tuotou.core.trail.unfold import unfold_all
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.said import Key, Said, key_of, said_of, telling

NO_DATE: Final = ("unannounced", "no_deadline")
"""The findings that a promise has no deadline."""
ONE_TRAIL: Final = ("within", "needs", "never")
"""The forms that one trail decides; `at_most` and `share` look across trails and are left to a replay."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where trails are looked up."""

    find: Callable[[str, tuple[str, ...]], pl.DataFrame]  # subject kind, numbers → their events
    links: Callable[[], pl.DataFrame]  # every event that continues a trail under a new number


@dataclass(frozen=True, slots=True)
class Gone:
    """A promise that was said broken, and is no longer believed to have been made."""

    standard: Standard
    opening: str  # the id of the event that opened it
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What an event or a deadline means for one promise."""

    what: str  # opened, kept or passed
    standard: Standard
    status: str
    due_at: int  # µs UTC
    void_reason: str | None  # the kind of the event, or one of `promise.REASONS`
    site: str | None  # who answers
    person: str | None
    doubt: bool  # something unknown happened in between
    said: tuple[Said, ...] = ()  # what was said of it and when, where that is more than its deadline tells
    opens_at: int = 0  # µs UTC
    estimated: bool = False  # the deadline hangs on a year whose holidays are not announced


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a life, or a deadline that passed without one."""

    at: int  # µs UTC
    recorded_at: int | None = None
    event: str | None = None  # None: a deadline
    kind: str = ""
    site: str | None = None
    person: str | None = None
    via: str | None = None  # the number that a linked or inherited event came from
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Undated:
    """A promise that an event would begin, if it had a deadline."""

    opens_at: int  # µs UTC
    opening: str  # the id of the event
    standard: Standard
    calendar: str | None  # where a year is wanted
    year: int | None  # whose holidays are not announced


@dataclass(frozen=True, slots=True)
class Life:
    """One life of a number that may be used again."""

    subject: str
    number: int
    lines: tuple[Line, ...]
    undated: tuple[Undated, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """All lives of one subject as believed at `as_of` (µs UTC)."""

    subject_kind: str
    subject: str
    as_of: int
    lives: tuple[Life, ...]
    gone: tuple[Gone, ...]
    recording_assumed: bool  # every event was recorded equally late: nothing said of lateness proves anything (rule 3)


def shelf_of_events(events: pl.DataFrame, vocabulary: Vocabulary) -> Shelf:
    """Trails in memory."""
    links = [kind.name for kind in vocabulary.kinds.values() if kind.continues]
    return Shelf(
        lambda kind, numbers: events.filter(pl.col("subject_kind") == kind, pl.col("subject").is_in(numbers)),
        lambda: events.filter(pl.col("kind").is_in(links)),
    )


def shelf_of_archive(archive: Archive) -> Shelf:
    """Trails on disk: only what is asked for is read, and no trail twice."""
    return Shelf(
        cache(lambda kind, numbers: _plain(archive.subjects(kind, numbers))),
        archive.links,
    )


def explain(asked: tuple[str, str], shelf: Shelf, handbook: Handbook, as_of: int) -> Explanation | None:
    """The lives of a subject (kind, number) as believed at `as_of`; None where it has no event by then."""
    related = _related(asked, shelf, handbook.vocabulary)
    subjects = set(related["subject_kind"])
    told = tuple(s for s in handbook.standards if s.form in ONE_TRAIL and s.subject in subjects)
    docket = compile_docket(replace(handbook, standards=told))
    recorded = docket.read_from(related)
    events = believed(recorded, as_of)
    trails = [(trail, own) for trail in unfold_all(events, handbook.vocabulary) if (own := _lives_of(asked, trail))]
    if not trails:
        return None
    judged = judge_trails([trail for trail, _ in trails], docket, as_of)
    promises = list(judged.promises.with_columns(pl.col(pl.Datetime).to_physical()).iter_rows(named=True))
    subjects = {(asked[0], str(trail.lives["subject"][life])) for trail, own in trails for life in own}
    said = said_of(subjects, recorded, docket, as_of)
    marks = _Marks({(s.id, s.version): s for s in handbook.standards}, said)
    undated = judged.findings.filter(pl.col("finding").is_in(NO_DATE)).rows(named=True)
    lives = [
        replace(_life(part, promises, marks), undated=tuple(_undated(part, undated, handbook)))
        for part in (trail.part(life, life + 1) for trail, own in trails for life in own)
    ]
    lags = events.select((pl.col("recorded_at") - pl.col("at")).n_unique()).item()
    return Explanation(*asked, as_of, tuple(lives), tuple(_gone(promises, said, handbook)), lags == 1)


def _life(trail: Trail, promises: list[dict[str, Any]], marks: _Marks) -> Life:
    """One life with its lines."""
    kind, subject, number = trail.lives.row(0)
    mine = [
        each for each in promises if (each["subject_kind"], each["subject"], each["life"]) == (kind, subject, number)
    ]
    return Life(subject, number, tuple(_lines(trail, mine, marks)))


def _undated(trail: Trail, findings: list[dict[str, Any]], handbook: Handbook) -> Iterator[Undated]:
    """What the events of one life would begin, if it had a deadline; in order of time."""
    events = trail.events(np.arange(trail.size), ("subject_kind", "subject", "id")).cast(pl.String)
    at = dict(zip(events.iter_rows(), trail.at.tolist(), strict=True))
    for one in findings:
        opens = at.get((one["subject_kind"], one["subject"], one["event"]))
        if opens is not None:
            yield Undated(opens, one["event"], handbook.by_id[one["standard"]][-1], one["calendar"], one["year"])


def _gone(promises: list[dict[str, Any]], said: dict[Key, tuple[Said, ...]], handbook: Handbook) -> Iterator[Gone]:
    """What was said broken of promises that are no longer there."""
    there = {key_of(promise) for promise in promises}
    for key, told in said.items():
        if key not in there:
            named = dict(zip(KEY, key, strict=True))
            yield Gone(handbook.by_id[named["standard"]][-1], named["opening"], told)


def _plain(archived: pl.DataFrame) -> pl.DataFrame:
    """Archived events as they were before they were archived."""
    return event.conform(archived.drop(SUBJECT_KEY))


def _related(asked: tuple[str, str], shelf: Shelf, vocabulary: Vocabulary) -> pl.DataFrame:
    """The subject's events, and those of all it rode in, continued or was continued by."""
    found, seen = list[pl.DataFrame](), set[tuple[str, str]]()
    links = shelf.links()
    wanted = {asked}
    while wanted - seen:
        kind = min(kind for kind, _ in wanted - seen)
        numbers = tuple(sorted(number for each, number in wanted - seen if each == kind))
        seen |= {(kind, number) for number in numbers}
        events = shelf.find(kind, numbers)
        found.append(events)
        wanted |= {*_neighbours(events, vocabulary), *_before(numbers, links, vocabulary)}
    return pl.concat(found, how="diagonal_relaxed")


def _neighbours(events: pl.DataFrame, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """What a subject was put into, and the numbers under which it goes on."""
    for row in events.iter_rows(named=True):
        kind = vocabulary.kinds.get(row["kind"])
        if kind and kind.enters and row.get("into"):
            yield kind.enters, row["into"]
        if kind and kind.continues and row.get(kind.continues):
            yield row["subject_kind"], row[kind.continues]


def _before(numbers: Sequence[str], links: pl.DataFrame, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """The numbers that go on under these."""
    for name in {kind.continues for kind in vocabulary.kinds.values() if kind.continues} & set(links.columns):
        yield from links.filter(pl.col(name).is_in(numbers)).select("subject_kind", "subject").iter_rows()


def _lives_of(asked: tuple[str, str], trail: Trail) -> list[int]:
    """The lives that hold events of the subject itself."""
    events = trail.events(np.arange(trail.size), ("subject_kind", "subject"))
    own = (events["subject_kind"].cast(pl.String) == asked[0]) & (events["subject"] == asked[1])
    mine = own.to_numpy() & ~trail.inherited
    kinds = trail.lives["subject_kind"].cast(pl.String)
    return [life for life in np.unique(trail.life[mine]).tolist() if kinds[life] == asked[0]]


def _lines(trail: Trail, promises: list[dict[str, Any]], of: _Marks) -> list[Line]:
    """Events and passed deadlines of one life, in order of time."""
    marks: dict[str, list[Mark]] = {}
    deadlines = []
    for promise in promises:
        opened = of.opened(promise)
        waits = promise["due_at"] > promise["opens_at"]
        marks.setdefault(promise["opening"], []).append(opened)
        if (
            promise["kept_by"]
            and opened.status.startswith("kept")
            and (waits or promise["kept_by"] != promise["opening"])
        ):
            marks.setdefault(promise["kept_by"], []).append(replace(opened, what="kept"))
        if waits and opened.status in ("broken", "kept_late"):
            deadlines.append(Line(opened.due_at, marks=(replace(opened, what="passed"),)))
    return sorted([*_events(trail, marks), *deadlines], key=lambda line: line.at)


@dataclass(frozen=True, slots=True)
class _Marks:
    """What marks are made from."""

    versions: dict[tuple[str, int], Standard]
    said: dict[Key, tuple[Said, ...]]

    def opened(self, promise: dict[str, Any]) -> Mark:
        """The mark of a promise at its opening."""
        return Mark(
            "opened",
            self.versions[promise["standard"], promise["version"]],
            promise["status"],
            promise["due_at"],
            promise["void_reason"],
            promise["site"],
            promise["person"],
            promise["doubt"],
            telling(self.said.get(key_of(promise), ()), promise["due_at"]),
            promise["opens_at"],
            promise["estimated"],
        )


def _events(trail: Trail, marks: dict[str, list[Mark]]) -> Iterable[Line]:
    own = trail.lives.select(pl.col("subject_kind", "subject").cast(pl.String)).row(0)
    columns = trail.events(np.arange(trail.size)).select(
        pl.col("id", "subject_kind", "subject", "kind", "site", "person").cast(pl.String)
    )
    for (id_, whose, number, kind, site, person), at, recorded in zip(
        columns.iter_rows(), trail.at.tolist(), trail.recorded.tolist(), strict=True
    ):
        via = None if (whose, number) == own else number
        name = f"{via}:{id_}" if via else id_
        yield Line(at, recorded, id_, kind, site, person, via, tuple(marks.get(name, ())))
