"""All that the page of a subject says, put together for who asks; None: there is none, or none that they may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from tuotou.console.page import Request
from tuotou.console.subjects.axis import Axis
from tuotou.console.subjects.course import course_of
from tuotou.console.subjects.promises import Alike, Teller, Told, alike, counted
from tuotou.console.subjects.timeline import Day, Proof, Step, days_of, steps_of
from tuotou.console.subjects.words import PEOPLE, SITES, Wording
from tuotou.core.document import Bilingual
from tuotou.operations.inquiry.names import Names, names_of
from tuotou.operations.inquiry.related import Related, related
from tuotou.operations.inquiry.sight import Sight
from tuotou.operations.inquiry.story import Life, lives_of
from tuotou.operations.inquiry.whole import Whole, whole
from tuotou.operations.live.watch import Watch, current_watch
from tuotou.operations.subjects.notes import notes_on
from tuotou.store.models import Note, Promise

FACTS: Final = ("product", "customer_kind", "origin", "destination", "promised_at")
WAITING: Final = ("open", "at_risk")
PERSON: Final = "person"
"""The kind of subject whose page needs more than the right to look up parcels."""


@dataclass(frozen=True)
class Page:
    """One life of a subject, as it is shown. What is not asked for is not worked out."""

    found: Whole
    lives: Sequence[Life]
    life: Life
    watch: Watch
    names: Names
    now: int
    unmasked: bool = False
    related: Related = field(default=Related((), (), (), ()))
    notes: Sequence[Note] = ()

    @cached_property
    def steps(self) -> list[Step]:
        """What happened, in order of time."""
        return steps_of(self.life.entries, Wording(self.watch.vocabulary, self.names, self.unmasked))

    @property
    def days(self) -> list[Day]:
        """The same by days, the latest first."""
        return days_of(self.steps)

    @property
    def left_out(self) -> int:
        """How many earlier events are not shown."""
        return len(self.life.entries) - len(self.steps)

    @cached_property
    def axis(self) -> Axis:
        """On which all is drawn."""
        happened = [step.entry.at for step in self.steps] + ([] if self.life.ended_at else [self.now])
        return Axis.of(happened, [row["due_at"] for row in self.life.promises], self.now)

    @property
    def today(self) -> str:
        """Where now stands on it; empty: beyond it."""
        return f"{self.axis.x(self.now)}%" if self.axis.holds(self.now) else ""

    @property
    def ticks(self) -> list[tuple[str, Step]]:
        """Where on it what happened stands."""
        return [(f"{self.axis.x(step.entry.at)}%", step) for step in self.steps if not step.gone]

    @cached_property
    def promises(self) -> list[Told]:
        """What was promised, what matters most first."""
        stored = Promise.objects.filter(subject__in=self.found.rows, life=self.life.turn).prefetch_related("verdicts")
        by_name = {step.entry.name: step for step in self.steps}
        until = self.life.ended_at or self.now
        teller = Teller(self.watch, self.names, self.axis, by_name, {one.pk: one for one in stored}, until)
        return teller.all_of(self.life.promises)

    @property
    def urgent(self) -> list[Alike]:
        """Those that somebody must do something about, or should have."""
        return alike([told for told in self.promises if not told.folded])

    @property
    def folded(self) -> list[Alike]:
        """All others."""
        return alike([told for told in self.promises if told.folded])

    @property
    def counts(self) -> list[tuple[Bilingual, str, int]]:
        """(words, look, how many) of each status."""
        return [*counted(self.promises)]

    @property
    def next(self) -> Told | None:
        """The promise that falls due next."""
        waiting = [
            t for t in self.promises if t.row["status"] in WAITING and not t.row["trial"] and not t.row["paused"]
        ]
        return min(waiting, key=lambda told: told.row["due_at"], default=None)

    @property
    def last(self) -> Step | None:
        """The last that happened to it."""
        there = [step for step in self.steps if not step.gone]
        kinds = self.watch.vocabulary.kinds
        seen = [step for step in there if (kind := kinds.get(step.entry.kind)) and not kind.note]
        return (seen or there or [None])[-1]  # type: ignore[list-item]

    @property
    def holder(self) -> Step | None:
        """The last that says where it is."""
        return next((step for step in reversed(self.steps) if step.site and not step.gone), None)

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """What is known of it besides: the latest word on each."""
        found: dict[str, Any] = {}
        for step in self.steps:
            found |= {name: step.entry.attrs[name] for name in FACTS if name in step.entry.attrs and not step.gone}
        return found

    @property
    def proofs(self) -> list[Proof]:
        """What proves what happened."""
        return [proof for step in self.steps if not step.gone for proof in step.proofs]

    @property
    def course(self) -> dict[str, Any] | None:
        """The way it took, for a map."""
        return course_of(self.steps, self.names)

    @property
    def kind(self) -> Bilingual:
        """What it is."""
        return self.watch.vocabulary.subjects[self.found.kind].title

    @property
    def personal(self) -> bool:
        """Whether anything is masked."""
        return any(word.personal for step in self.steps for word in step.attributes) or bool(self.notes)


def told(request: Request, kind: str, number: str, unmasked: bool = False) -> Page | None:
    """The page of a subject. Raises `ArchiveError` where it has retired and the archive is not in its place."""
    watch = current_watch()
    if kind not in watch.vocabulary.subjects or (kind == PERSON and not request.member.can("people.see")):
        return None
    found = whole(kind, number, watch.vocabulary)
    lives = lives_of(found, watch, request.now) if found else []
    if found is None or not request.member.sight.sees_any(site for life in lives for site in life.sites):
        return None
    life = _chosen(lives, request.GET.get("life", ""))
    belongs = related(kind, number, watch.vocabulary.subjects[kind].contains)
    notes = notes_on([(kind, number), *belongs.others])
    names = _names(life, notes, request.member.sight, request.now)
    return Page(found, lives, life, watch, names, request.now, unmasked, belongs, notes)


def _chosen(lives: Sequence[Life], asked: str) -> Life:
    """The life that was asked for, else the last."""
    return next((life for life in lives if str(life.turn) == asked), lives[-1])


def _names(life: Life, notes: Sequence[Note], sight: Sight, now: int) -> Names:
    """Of all that the page may name."""
    sites: set[str | None] = {*life.sites, *(row["site"] for row in life.promises), *(note.unit for note in notes)}
    people: set[str | None] = {row["person"] for row in life.promises} | {note.who for note in notes}
    for entry in life.entries:
        people |= {entry.person, *(entry.attrs.get(name) for name in PEOPLE)}
        sites |= {entry.attrs.get(name) for name in SITES}
    return names_of(sites, people, sight, now)
