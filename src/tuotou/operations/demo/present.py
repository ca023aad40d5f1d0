"""Present: what becomes known of a company that is made up is recorded as it does; the platform does the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tuotou.operations.demo.deeds import act
from tuotou.operations.demo.tale import Tale
from tuotou.operations.live.push import BATCH
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import Watch
from tuotou.store.organisation import Organisation
from tuotou.store.recording import Clock

MINUTE = 60_000_000


@dataclass(slots=True)
class Present:
    """How it goes on: so many times as many parcels as on an ordinary day."""

    tale: Tale
    watch: Callable[[], Watch]
    clock: Clock
    speed: int = 1
    acts_at: int = 0

    def go_on(self) -> int:
        """Record what became known by now; how many events were new. Killed and begun again, it goes on."""
        now = self.clock()
        self.tale.quicken(self.speed, now)
        events = self.tale.until(now)
        fresh = sum(record_events(some, self.watch(), self.clock).fresh.height for some in events.iter_slices(BATCH))
        if events.height:
            self.tale.note(now)
        if now >= self.acts_at:
            act(self.watch().response, Organisation.at(now), now)
            self.acts_at = now + MINUTE
        return fresh
