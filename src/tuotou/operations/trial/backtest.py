"""Back-test: a standard tried on history before it is switched on, beside one that it is compared with."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from tuotou.archive.read import Archive
from tuotou.core.promises.count import Figures
from tuotou.core.promises.docket import compile_docket
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.standard import Standard
from tuotou.core.trail.facts import believed
from tuotou.core.trail.unfold import unfold_all
from tuotou.operations.crew import MOST, Crew, crew_size
from tuotou.operations.report import Counts, DayLine, NameLine, Report, report_of
from tuotou.operations.trial.archive import ArchivedTrial, Task
from tuotou.operations.trial.beliefs import Beliefs, kinds_of_containers, tell_beliefs, with_their_events
from tuotou.operations.trial.cost import Cents, cost_of_counts
from tuotou.operations.trial.reading import is_short
from tuotou.operations.trial.scope import Scope
from tuotou.operations.trial.shares import compare_shares, persons_of_share
from tuotou.operations.trial.trial import Trial, Tried, Trying
from tuotou.operations.trial.warnings import Warned

Progress = Callable[[int, int | None], None]
Long = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two standards: how it was kept, where, by whom, and what it would have cost."""

    standard: Standard  # as its document says it
    counts: Counts
    sites: tuple[NameLine, ...]  # worst first
    persons: tuple[NameLine, ...]  # worst first; of the new standard only
    days: tuple[DayLine, ...]
    missed_scans: int
    scope: Scope | None  # None: a share reads promises
    cost: Cents | None  # None: it carries no penalty


@dataclass(frozen=True, slots=True)
class Moved:
    """A site whose rank differs: 1 is the worst."""

    site: str
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes for promises when the new standard takes the place of the old."""

    outcomes: Long  # (under the old, under the new) → promises; `none`: it made no such promise
    by_opening: int  # paired by the event that opened both
    by_life: int  # paired in their order, on lives on which no event opened both
    moved: tuple[Moved, ...]  # the farthest first

    def count(self, *, was: bool, now: bool) -> int:
        """Promises not kept in time under the old, or not; and under the new, or not."""
        broken = ("broken", "kept_late")
        return sum(n for (old, new), n in self.outcomes.items() if ((old in broken), (new in broken)) == (was, now))


@dataclass(frozen=True, slots=True)
class Backtest:
    """All that is to know of a standard before it is switched on."""

    as_of: int  # µs UTC
    events: int  # in the history, whatever came of them
    new: Side
    old: Side | None
    difference: Difference | None  # None: nothing to compare with, or promises that are counted over many subjects
    examples: Mapping[str, pl.DataFrame]  # by `comparing.DIFFERENCES`: frames of `comparing.EXAMPLE`
    warned: tuple[Warned, ...]  # by level, in the order of the document
    beliefs: Beliefs | None  # None: not asked for, or a form that has no log


def backtest(
    events: pl.DataFrame, trial: Trial, as_of: int, progress: Progress = lambda *_: None, *, beliefs: bool = True
) -> Backtest:
    """Try a standard on events held in memory, as believed at `as_of` (µs UTC).

    `beliefs`: tell too what would have been said and withdrawn; it takes longer than all the rest.
    """
    trying = Trying(trial, as_of)
    read = trying.docket.read_from(events)
    trying.suspects.contained = kinds_of_containers(read, trial.ground.vocabulary)
    trails = unfold_all(believed(read, as_of), trial.ground.vocabulary, reads=trying.docket.reads)
    trying.judge(trails, lambda: progress(min(trying.tally.events, len(events)), len(events)))
    told = None
    if beliefs and trying.suspects.row is not None:
        suspects = with_their_events(read, trying.suspects.take(), trial.ground.vocabulary)
        told = tell_beliefs(trial, suspects, as_of)
    return _result(trying, told, len(events))


def backtest_archive(
    root: Path,
    trial: Trial,
    as_of: int | None = None,
    progress: Progress = lambda *_: None,
    *,
    beliefs: bool = True,
) -> Backtest:
    """The same on an archive, by as many processes as pay; without `as_of` at its last recording (rule 62).

    Raises `ArchiveError`.
    """
    return ArchivedBacktest(root, trial, as_of).run(progress, beliefs=beliefs)


class ArchivedBacktest:
    """A back-test of an archive that can be asked, while it works, what it would say of what it has judged by then."""

    def __init__(self, root: Path, trial: Trial, as_of: int | None = None, processes: int | None = None) -> None:
        """`processes`: no more than so many; without it as many as pay. Raises `ArchiveError`."""
        self._root, self._trial, self._archive = root, trial, Archive.open(root)
        self._now = self._archive.recorded_until or 0 if as_of is None else as_of
        self._size = min(crew_size(self._archive), processes or MOST)
        self._done = 0
        self._here: ArchivedTrial | None = None

    def run(self, progress: Progress = lambda *_: None, *, beliefs: bool = True) -> Backtest:
        """Judge all of it; `progress` hears of every chunk judged here, and of every partition judged elsewhere.

        Raises `ArchiveError`, and whatever `progress` raises.
        """
        short = is_short(self._archive, compile_docket(self._trial.handbook))
        with Crew(Task(self._root, self._trial, self._now, short), self._size) as crew:
            here = self._here = ArchivedTrial(self._root, self._trial, self._now, short=short)
            here.trying.judge(here.containers())
            self._work(crew, here, progress)
            suspects = [here.suspects()]
            for tried, aside in crew.made():
                here.trying.merge(tried)
                here.trails.aside += aside
                suspects.append(tried.suspects)
            here.trying.judge(here.trails.tied())
        told = None
        if beliefs and here.trying.suspects.row is not None:
            progress(self._archive.count, self._archive.count)
            told = tell_beliefs(
                self._trial, pl.concat([here.contained(), *suspects], how="diagonal_relaxed"), self._now
            )
        return _result(here.trying, told, self._archive.count)

    def so_far(self) -> Backtest:
        """What it comes to of the chunks that this process has judged; to be asked where `progress` hears of one."""
        assert self._here is not None
        apart = Trying(self._trial, self._now)
        apart.merge(self._here.trying.tried(pl.DataFrame()))
        return _result(apart, None, self._archive.count)

    def _work(self, crew: Crew[tuple[Tried, list[pl.DataFrame]]], here: ArchivedTrial, progress: Progress) -> None:
        """Every partition once."""
        sizes, count = [partition.events for partition in here.partitions], self._archive.count

        def own(number: int) -> None:
            here.judge(number, lambda: progress(min(self._done, count), count))
            tell(number)

        def tell(number: int) -> None:
            self._done += sizes[number]
            progress(min(self._done, count), count)

        crew.work(len(sizes), own, tell)


def _result(trying: Trying, told: Beliefs | None, events: int) -> Backtest:
    trial, figures = trying.trial, trying.tally.finish()
    new = _side(trying, figures, trial.new, trial.new.id)
    old = _side(trying, figures, trial.old, trial.old_id) if trial.old else None
    comparison = compare_shares(trying) if trial.new.share else trying.comparison
    difference = None
    if comparison and old and trial.comparable:
        difference = Difference(
            comparison.counts(), comparison.by_opening, comparison.by_life, _moved(old.sites, new.sites)
        )
    return Backtest(
        as_of=trying.as_of,
        events=events,
        new=new,
        old=old,
        difference=difference,
        examples=comparison.named if comparison else {},
        warned=trying.warned,
        beliefs=told,
    )


def _side(trying: Trying, figures: Figures, standard: Standard, id: str) -> Side:
    """The figures of one of the two, put in order as a report puts them."""
    mine, is_new = pl.col("standard") == id, id == trying.trial.new.id
    by_site, persons = figures.by_site.filter(mine), figures.by_person
    if standard.share:
        persons = persons_of_share(trying, id)
    own = replace(
        figures,
        by_site=by_site,
        by_day=figures.by_day.filter(mine),
        by_person=persons if is_new else persons.clear(),
    )
    report = _report(own, trying.trial.ground, replace(standard, id=id))
    return Side(
        standard=standard,
        counts=report.total,
        sites=report.sites,
        persons=report.persons,
        days=report.days,
        missed_scans=figures.missed.get(id, 0),
        scope=trying.scopes.get(id, Scope()) if standard.share is None else None,
        cost=_cost(trying, by_site, id),
    )


def _report(figures: Figures, ground: Handbook, standard: Standard) -> Report:
    """A report of one standard alone: in force, and of no other's promises, so that nothing is left out."""
    alone = replace(standard, status="in_force", form="within", share=None)
    return report_of(figures, replace(ground, standards=(alone,)))


def _cost(trying: Trying, by_site: pl.DataFrame, id: str) -> Cents | None:
    if id not in trying.trial.penalties:
        return None
    if trying.counts_many(id):
        return cost_of_counts(by_site, trying.trial.penalties[id])
    return trying.costs.get(id, Cents())


def _moved(old: tuple[NameLine, ...], new: tuple[NameLine, ...]) -> tuple[Moved, ...]:
    """The sites that both rank, and differently."""
    both = {line.name for line in old if line.counts.ranked} & {line.name for line in new if line.counts.ranked}
    before, after = (_ranks([line for line in lines if line.name in both]) for lines in (old, new))
    moved = [Moved(site, before[site], after[site]) for site in both if before[site] != after[site]]
    return tuple(sorted(moved, key=lambda one: (-abs(one.old - one.new), one.new, one.site)))


def _ranks(lines: Sequence[NameLine]) -> dict[str, int]:
    """1 for the worst; those that kept the same share have the same rank."""
    shares = sorted(line.counts.share or 0.0 for line in lines)
    return {line.name: 1 + bisect_left(shares, line.counts.share or 0.0) for line in lines}
