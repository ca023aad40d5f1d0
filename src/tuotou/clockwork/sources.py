"""Reads the enabled sources, a thread each, and hears within a second which those are. The clock is read here.

Whatever goes wrong with one is written down with it, and it is opened anew, later and later; the others go on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import structlog
from django.db import DatabaseError, connections
from structlog.contextvars import bound_contextvars

from tuotou.clockwork.clock import clock, shared_clock
from tuotou.clockwork.runs import watch
from tuotou.feeds.broker import Broker, BrokerAway, WrongWhere
from tuotou.feeds.brokers import KINDS
from tuotou.operations.sources.register import where
from tuotou.operations.sources.round import note_failure, take_round
from tuotou.operations.warnings.handling import CannotDo
from tuotou.store import lease

if TYPE_CHECKING:
    from tuotou.store.models import Source

TICK: Final = 1.0  # s; how often it is asked which sources are enabled
LATEST: Final = 60.0  # s; what fails is tried again after this time at the latest
EXPECTED: Final = (BrokerAway, WrongWhere, CannotDo, DatabaseError)
"""What goes wrong outside of this program: said in a line, without a trace of the program."""
log = structlog.get_logger("tuotou.sources")


class Sources:
    """The readers of one process."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._readers: dict[int, Reader] = {}
        self._thread = threading.Thread(target=self._keep, name="sources", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """End; returns when every round that runs is done."""
        self._stop.set()
        self._thread.join()

    def tend(self) -> None:
        """Begin to read what is enabled, end what is not any more, and read anew what was changed."""
        from tuotou.store.models import Source

        enabled = Source.objects.filter(enabled=True).values_list("pk", "name", "changed_at")
        wanted = {pk: (name, changed_at) for pk, name, changed_at in enabled}
        over = [pk for pk, reader in self._readers.items() if wanted.get(pk) != reader.known_as]
        self._end(over)
        for pk in wanted.keys() - self._readers.keys():
            self._readers[pk] = Reader(pk, *wanted[pk])
            self._readers[pk].start()

    def _keep(self) -> None:
        while not self._stop.is_set():
            with _surviving():
                self.tend()
            self._stop.wait(TICK)
        self._end(list(self._readers))
        connections.close_all()

    def _end(self, pks: list[int]) -> None:
        """All are told before one is waited for."""
        ending = [self._readers.pop(pk) for pk in pks]
        for reader in ending:
            reader.tell()
        for reader in ending:
            reader.join()


class Reader(threading.Thread):
    """Reads one source until it is told to end."""

    def __init__(self, pk: int, name: str, changed_at: int) -> None:
        super().__init__(name=f"source-{name}", daemon=True)
        self.pk, self.known_as = pk, (name, changed_at)
        self._stop_reading = threading.Event()
        self._failures = 0  # since something was taken last

    def tell(self) -> None:
        """To end after the round that runs."""
        self._stop_reading.set()

    def run(self) -> None:
        """Open it, read it, and after a failure again, later and later."""
        while not self._stop_reading.is_set():
            pause = TICK
            try:
                self._read()
            except Exception as error:
                pause = min(TICK * 2**self._failures, LATEST)
                self._failures = min(self._failures + 1, 10)
                self._say(error)
            self._stop_reading.wait(pause)
        connections.close_all()

    def _read(self) -> None:
        """Read it as long as nothing goes wrong and it is this process's to read; returns when it is not."""
        from tuotou.store.models import Source

        one = Source.objects.filter(pk=self.pk).first()
        if one is None:
            return
        kind = KINDS[one.kind]
        with bound_contextvars(source=one.name), _leased(one, kind.alone) as ours:
            if not ours():
                return
            broker = kind.open(where(one), False)
            log.info("reads", kind=one.kind)
            try:
                self._rounds(one, broker, ours)
            finally:
                broker.close()
                log.info("ends")

    def _rounds(self, one: Source, broker: Broker, ours: Callable[[], bool]) -> None:
        while not self._stop_reading.is_set() and ours():
            if take_round(one, broker, watch, shared_clock).messages:
                self._failures = 0

    def _say(self, error: Exception) -> None:
        """What went wrong, in the log and with the source as far as the database is there."""
        said = {"source": self.known_as[0], "failures": self._failures, "why": f"{type(error).__name__}: {error}"}
        log.warning("interrupted", **said, exc_info=not isinstance(error, EXPECTED))
        connections.close_all()  # whatever state it left them in
        with _surviving():
            note_failure(self.pk, error, clock())


@contextmanager
def _leased(one: Source, needed: bool) -> Iterator[Callable[[], bool]]:
    """Whether a source is this process's to read, asked before each round: two readers of one may harm."""
    name, worker = f"source-{one.pk}", lease.myself()
    if not needed:
        yield lambda: True
        return
    until = 0

    def ours() -> bool:
        nonlocal until
        now = clock()
        if now >= until:
            until = now + lease.LASTS // 3 if lease.take(worker, now, name) else 0
        return until > now

    try:
        yield ours
    finally:
        with _surviving():
            lease.give_back(worker, name)


@contextmanager
def _surviving() -> Iterator[None]:
    """A database that is away for a while ends no reader."""
    try:
        yield
    except Exception:
        log.exception("interrupted")
        connections.close_all()
