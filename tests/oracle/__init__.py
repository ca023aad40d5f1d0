"""A naive oracle of the kernel: lists and loops, written from docs/kernel.md alone, sharing no code with the evaluator.

It knows neither working days, opening hours, slots nor the commitment table: those have tests of their own.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from tuotou.core.standards.standard import Standard
from tuotou.core.trail.vocabulary import Vocabulary

from .event import CannotSay, Event, Finding, Promise
from .judge import judge
from .matching import Condition, World
from .trail import unfold

Key = tuple[str, str, str, int, tuple[str, ...], str]
LOG_WORD = {"at_risk": "open", "not_open": "open", "cannot_say": "gone"}


@dataclass(frozen=True)
class Judged:
    """All that is believed at one instant."""

    promises: list[Promise]
    findings: list[Finding]
    cannot_say: list[CannotSay]


class Oracle:
    """The kernel for one vocabulary, one set of standards, one meaning of their conditions."""

    def __init__(self, vocabulary: Vocabulary, standards: list[Standard], conditions: dict[str, Condition]) -> None:
        self.world = World(vocabulary, conditions)
        self.versions: dict[str, list[Standard]] = {}
        for standard in standards:
            if standard.status != "draft" and standard.form != "share":
                self.versions.setdefault(standard.id, []).append(standard)

    def judge(self, events: list[Event], as_of: int) -> Judged:
        """Promises, findings and cannot-says as believed at `as_of`, sorted by promise id."""
        lives, findings = unfold(events, self.world.vocabulary, as_of)
        promises, cannot_say = [], []
        for versions in self.versions.values():
            some, wrong, unsaid = judge(versions, lives, self.world, as_of)
            promises += some
            findings = findings + wrong
            cannot_say += unsaid
        return Judged(sorted(promises, key=lambda p: p.key), sorted(findings), cannot_say)

    def promises(self, events: list[Event], as_of: int) -> list[Promise]:
        """All promises as believed at `as_of`, sorted by promise id."""
        return self.judge(events, as_of).promises

    def belief_log(self, events: list[Event], until: int) -> list[tuple[Key, int, str]]:
        """(promise id, known_at, verdict): judged at every instant that could matter, changes since the first broken.

        Belief changes when something happens, is recorded, or falls due; nothing else can change it.
        """
        instants = [at for event in events for at in (event.at, event.recorded_at)]
        heapq.heapify(instants)
        said: dict[Key, str] = {}
        log: list[tuple[Key, int, str]] = []
        done = None
        while instants and instants[0] <= until:
            now = heapq.heappop(instants)
            if now == done:
                continue
            done = now
            verdicts = {}
            for promise in self.promises(events, now):
                if self.versions[promise.standard][0].form == "at_most":
                    continue  # what counts over many subjects has no log
                verdicts[promise.key] = LOG_WORD.get(promise.status, promise.status)
                if promise.due_at >= now:
                    heapq.heappush(instants, promise.due_at + 1)
            for key in sorted({*verdicts, *said}):
                verdict = verdicts.get(key, "gone")
                if said.get(key, verdict if verdict != "broken" else None) != verdict:
                    said[key] = verdict
                    log.append((key, now, verdict))
        return log
