"""One back-test that was asked for, done to its end by the process that claimed it, which tells how far it has come."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from tuotou.archive.layout import ArchiveError
from tuotou.core.standards.handbook import Handbook, read_standards
from tuotou.core.standards.standard import Standard
from tuotou.operations.trial.asking import end, heard
from tuotou.operations.trial.backtest import ArchivedBacktest, Backtest
from tuotou.operations.trial.document import named
from tuotou.operations.trial.told import plainly
from tuotou.operations.trial.trial import Trial
from tuotou.operations.trial.window import window
from tuotou.store.models import TrialRun

SOON: Final = 700_000
"""µs between two tellings of how far it has come."""
LISTED: Final = {"sites": 300, "persons": 50, "cost_by_site": 50}
"""How many of a long list are kept, the worst first."""


class Cancelled(Exception):
    """Nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where it is done."""

    archive: Path
    folder: Path  # of its own, gone afterwards
    clock: Callable[[], int]


@dataclass
class Doing:
    """A back-test under way in this process."""

    run: TrialRun
    desk: Desk
    trial: Trial
    told_at: int = 0
    _backtest: ArchivedBacktest | None = field(default=None)

    def done(self) -> dict[str, Any] | None:
        """What it came to; None: in these days nothing was recorded. Raises `Cancelled`, `ArchiveError`, OSError."""
        held, folder = window(self.desk.archive, self.run.days, self.run.as_of), self.desk.folder
        if not held.gather(folder / "all", self.trial.ground.vocabulary):
            return None
        self._backtest = ArchivedBacktest(folder / "all", self.trial, self.run.as_of, _processes())
        return stored(self._backtest.run(self._tell, beliefs=self.run.said))

    def _tell(self, done: int, events: int | None) -> None:
        """How far it has come, and what it comes to so far: now and then."""
        now = self.desk.clock()
        if now < self.told_at + SOON or self._backtest is None:
            return
        self.told_at = now
        result = stored(self._backtest.so_far())
        if not heard(self.run.pk, self.run.worker, now, done=done, events=events or 0, result=result):
            raise Cancelled


def do(run: TrialRun, handbook: Handbook, desk: Desk) -> None:
    """Do it and write down what came of it; what nobody wants any more ends without a word."""
    shutil.rmtree(desk.folder, ignore_errors=True)
    desk.folder.mkdir(parents=True)
    try:
        result = Doing(run, desk, _trial(run, handbook)).done()
        end(run.pk, run.worker, desk.clock(), result, "" if result else "in these days nothing was recorded")
    except Cancelled:
        return
    except (ArchiveError, OSError, ValueError) as error:
        end(run.pk, run.worker, desk.clock(), None, str(error))
    finally:
        shutil.rmtree(desk.folder, ignore_errors=True)


def stored(found: Backtest) -> dict[str, Any]:
    """A back-test as it is kept: long lists cut, instants as text."""
    told = {"as_of": found.as_of, "events": found.events, **plainly(found)}
    for side in (told["new"], told["old"]):
        for name, most in LISTED.items():
            if side and side[name]:
                side[f"all_{name}"], side[name] = len(side[name]), side[name][:most]
    kept: dict[str, Any] = json.loads(json.dumps(told, default=_text))
    return kept


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _trial(run: TrialRun, handbook: Handbook) -> Trial:
    """What is tried, on the handbook by which is judged now. Raises ValueError."""
    read, problems = read_standards({"draft": run.document}, handbook)
    if not read.standards:
        raise ValueError("; ".join(map(str, problems)))
    new: Standard = read.standards[0]
    old = named(handbook, run.against) if run.against else None
    return Trial(handbook, new, None if old == new else old)


def _processes() -> int:
    """One core is left to who looks at pages."""
    return max(1, (os.cpu_count() or 1) - 1)
