"""A company that is made up goes on living: a thread records what becomes known of it. The clock is read here."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

import structlog
from django.db import connections

from tuotou.clockwork.clock import shared_clock
from tuotou.clockwork.runs import watch

TICK: Final = 1.0  # s; how often it is looked what became known
log = structlog.get_logger("tuotou.company")


class LivingCompany:
    """The feeder of one process."""

    def __init__(self, home: Path, speed: int) -> None:
        self._home, self._speed = home, speed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._live, name="company", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """End; returns when what is being recorded is recorded."""
        self._stop.set()
        self._thread.join()

    def _live(self) -> None:
        from tuotou.operations.demo.diary import Diary
        from tuotou.operations.demo.present import Present
        from tuotou.operations.demo.tale import Tale

        diary = Diary.opened(self._home)
        if diary is None:
            return
        present = Present(Tale(diary), watch, shared_clock, self._speed)
        while not self._stop.wait(TICK):
            try:
                present.go_on()
            except Exception:
                log.exception("interrupted")
                connections.close_all()  # whatever state it left them in; what was not noted is recorded again
        connections.close_all()
