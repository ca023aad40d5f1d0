"""The diary of a company that is made up: what it is made of and up to when it was told, kept beside the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from tuotou.core.working_time.instant import DAY
from tuotou.feeds.whole import whole
from tuotou.simulator.chapter import Chapter
from tuotou.simulator.fault import ORDINARY
from tuotou.simulator.simulate import EAST_OF_UTC, begin_of

NAME: Final = "demo.json"
DATES: Final = ("begins", "founded", "rostered_until")
WEEK: Final = 7
FEW: Final = {"prohibited_passed_on": 0.0002}
FAULTS: Final = ORDINARY | FEW
"""Those of an ordinary company: of a month of it, what happens seldom is seen once or twice."""


@dataclass(slots=True)
class Diary:
    """What is known of the company beside what the platform holds. Instants are µs UTC."""

    path: Path
    parcels: int  # sent on an average day
    begins: date
    founded: date  # from this day on the platform's own calendar speaks of sites and people
    told_until: int
    """All that became known by then is recorded."""
    people: bool = False  # whether the organisation is there …
    rostered_until: date = date.min  # … and up to when it is written who is on shift
    chapters: list[Chapter] = field(default_factory=list)

    @classmethod
    def begun(cls, home: Path, parcels: int, days: int, now: int) -> Diary:
        """The first page: so many days before today."""
        today = day_of(now)
        first = today - timedelta(days)
        return cls(home / NAME, parcels, first, today, begin_of(first))

    @classmethod
    def opened(cls, home: Path) -> Diary | None:
        """The one that lies in a data folder, if there is one."""
        path = home / NAME
        if not path.is_file():
            return None
        read = json.loads(path.read_text("utf-8"))
        chapters = [Chapter(**each | {"first_day": date.fromisoformat(each["first_day"])}) for each in read["chapters"]]
        days = {name: date.fromisoformat(read[name]) for name in DATES}
        return cls(path, **read | days | {"chapters": chapters})

    def add(self, first_day: date, days: int, parcels: int, more: Mapping[str, Any]) -> Chapter:
        """The next chapter."""
        chapter = Chapter(len(self.chapters), first_day, days, parcels, **{"faults": FAULTS, **more})
        self.chapters.append(chapter)
        return chapter

    def save(self) -> None:
        """Write it down."""
        told = asdict(self) | {name: str(getattr(self, name)) for name in DATES}
        told["chapters"] = [asdict(each) | {"first_day": str(each.first_day)} for each in self.chapters]
        del told["path"]
        with whole(self.path) as place:
            place.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")


def day_of(instant: int) -> date:
    """The day in China."""
    return date(1970, 1, 1) + timedelta((instant + EAST_OF_UTC) // DAY)
