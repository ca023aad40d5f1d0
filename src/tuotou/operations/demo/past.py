"""Past: what became known of a company is recorded with the instants at which it did, judged, and told to people then.

The same verbs as live, with a clock that is moved on by hand: a stretch is recorded and judged, and what there is to
tell of it is told step by step. What came and went within one stretch has warned nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl
from django.db.models import Max

from tuotou.core.working_time.instant import DAY
from tuotou.operations.demo.deeds import act
from tuotou.operations.demo.editions import publish_due
from tuotou.operations.demo.tale import Tale
from tuotou.operations.exemptions.effects import see_to_exemptions
from tuotou.operations.live.crowds import count_crowds
from tuotou.operations.live.push import BATCH
from tuotou.operations.live.record_events import record_events, record_past
from tuotou.operations.live.shares import close_periods
from tuotou.operations.live.wake import wake
from tuotou.operations.live.watch import Watch
from tuotou.operations.notices.incidents import tell_incidents
from tuotou.operations.notices.route import route
from tuotou.operations.notices.tell import tell
from tuotou.operations.warnings.escalate import escalate
from tuotou.operations.warnings.warn import tend_causes, warn
from tuotou.store.models import Subject
from tuotou.store.organisation import Organisation

HOUR: Final = 3_600_000_000
STRETCH: Final = 6 * HOUR
TELLING: Final = 3 * HOUR
LATELY: Final = DAY
"""µs before the end, from when on both are an hour."""
CHUNK: Final = 1_000
NEAR: Final = 60_000_000
"""µs: what is left is so short that the present may begin."""


@dataclass(frozen=True, slots=True)
class Past:
    """How it is let pass."""

    tale: Tale
    watch: Callable[[], Watch]
    lately: int = LATELY

    def until(self, end: int, progress: Callable[[int, int], None] = lambda done, of: None) -> int:
        """Let pass what was not told yet up to an instant (µs UTC); how many events were recorded.

        Killed and begun again, it goes on.
        """
        said = Subject.objects.aggregate(last=Max("known_until"))["last"] or 0
        begin, count = max(self.tale.diary.told_until, said), 0
        for stretch in stretches(begin, end, end - self.lately):
            count += self._stretch(*stretch)
            self.tale.note(stretch[1])
            progress(stretch[1] - begin, end - begin)
        return count

    def _stretch(self, since: int, until: int) -> int:
        count = self._record(self.tale.until(until), since + 1, until)
        self._judge(until)
        step = min(TELLING, until - since)
        for now in range(until - (until - since) // step * step + step, until + 1, step):
            self._tell(now)
        if (since + 8 * HOUR) // DAY < (until + 8 * HOUR) // DAY:
            close_periods(self.watch(), until)
        return count

    def _record(self, events: pl.DataFrame, since: int, until: int) -> int:
        """Of what the platform should have heard before it judged last, it hears now."""
        if events.is_empty():
            return 0
        first = pl.lit(since).cast(events.schema["recorded_at"])
        heard = events.with_columns(pl.max_horizontal("recorded_at", first).alias("recorded_at"))
        return sum(record_past(some, self.watch(), until).fresh.height for some in heard.iter_slices(BATCH))

    def _judge(self, now: int) -> None:
        """Everything that is judged by itself, until nothing is left."""
        while wake(self.watch(), lambda: now):
            pass
        while count_crowds(self.watch(), lambda: now, CHUNK):
            pass

    def _tell(self, now: int) -> None:
        """Everything that people are told, and what they do."""
        publish_due(self.tale.diary, now)
        rules, company = self.watch().response, cache(Organisation.at)
        _all(lambda: warn(rules, now))
        tend_causes(rules, now)
        escalate(rules, company, now)
        _all(lambda: tell(rules, company, now))
        tell_incidents(rules, company, now)
        _all(lambda: route(rules, company, now))
        act(rules, company(now), now)
        _all(lambda: see_to_exemptions(rules, lambda events: self._said(events, now), now, CHUNK))

    def _said(self, events: pl.DataFrame, now: int) -> pl.DataFrame:
        return record_events(events, self.watch(), lambda: now).refused


def stretches(begin: int, end: int, lately: int) -> Iterator[tuple[int, int]]:
    """The stretches from an instant to another, which meet where the clock strikes; from `lately` on shorter ones."""
    since = begin
    while since < end:
        length = HOUR if since >= lately else STRETCH
        until = min((since + 8 * HOUR) // length * length + length - 8 * HOUR, end)
        yield since, until
        since = until


def _all(chunk: Callable[[], int]) -> None:
    while chunk():
        pass
