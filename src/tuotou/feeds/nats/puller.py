"""NATS JetStream: a durable consumer that is pulled from; several machines that name the same one share its messages.

The client is asynchronous: its loop runs in a thread of its own, so that while a batch is recorded the server still
hears that it is being worked on. A message is delivered as often as it needs: what is no event is acknowledged too.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from tuotou.feeds.broker import MOST, Broker, BrokerAway, Kind, Message, Where, client

DURABLE: Final = "tuotou"
ACK_WAIT: Final = 30.0  # s until the server takes it that whoever has a message is gone
PATIENCE: Final = 10.0  # s for what the server answers at once
T = TypeVar("T")


class Puller:
    """A consumer that is pulled from."""

    def __init__(self, nats: Any, where: Where, look: bool) -> None:
        self._nats, self._where, self._look = nats, where, look
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._taken: list[Any] = []
        self._beating: asyncio.Task[None] | None = None
        self._connection: Any = None
        try:
            self._run(self._begin(), 2 * PATIENCE)
        except BaseException:
            self.close()
            raise

    def take(self, most: int, wait: float) -> list[Message]:
        """What the consumer has next, or what comes."""
        self._taken = self._run(self._fetch(most, wait), wait + PATIENCE)
        return [_message(one) for one in self._taken]

    def acknowledge(self) -> None:
        """Acknowledges each message, and waits until the server has heard it."""
        self._run(self._each("ack"), PATIENCE + ACK_WAIT)
        self._taken = []

    def close(self) -> None:
        """What is not acknowledged goes to the next at once."""
        try:
            self._run(self._end(), PATIENCE)
        except BrokerAway:
            pass  # then the server gives it on when it has waited long enough
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    async def _begin(self) -> None:
        options, secrets = self._where.options, self._where.secrets
        who = {"user": options.get("user"), "password": secrets.get("password"), "token": secrets.get("token")}
        self._connection = await self._nats.connect(
            self._where.address,
            name=f"tuotou-{self._where.name}",
            allow_reconnect=False,
            max_reconnect_attempts=1,
            reconnect_time_wait=0,
            connect_timeout=int(PATIENCE),
            error_cb=_ignore,
            **{name: value for name, value in who.items() if value},
        )
        policy = self._nats.js.api.AckPolicy.NONE if self._look else self._nats.js.api.AckPolicy.EXPLICIT
        config = self._nats.js.api.ConsumerConfig(
            ack_policy=policy,
            ack_wait=ACK_WAIT,
            max_deliver=-1,
            max_ack_pending=2 * MOST,
            inactive_threshold=PATIENCE if self._look else None,
        )
        durable = None if self._look else options.get("durable") or DURABLE
        subject = options.get("subject", "")
        stream = self._connection.jetstream()
        self._pulled = await stream.pull_subscribe(subject, durable, options["stream"], config)

    async def _fetch(self, most: int, wait: float) -> list[Any]:
        try:
            found: list[Any] = await self._pulled.fetch(most, wait)
        except (TimeoutError, self._nats.errors.TimeoutError):
            if self._connection.is_closed:
                raise self._nats.errors.ConnectionClosedError from None
            return []
        if found and not self._look:
            self._beating = self._loop.create_task(self._beat(found))
        return found

    async def _beat(self, messages: Sequence[Any]) -> None:
        """While a batch is recorded the server hears that somebody is at it."""
        while True:
            await asyncio.sleep(ACK_WAIT / 3)
            for one in messages:
                await one.in_progress()

    async def _each(self, verb: str) -> None:
        if self._beating:
            self._beating.cancel()
        if not self._look:
            for one in self._taken:
                await getattr(one, verb)()
        await self._connection.flush(int(PATIENCE))

    async def _end(self) -> None:
        if self._connection is not None and not self._connection.is_closed:
            await self._each("nak")
            await self._connection.close()
        elif self._beating:
            self._beating.cancel()

    def _run(self, work: Coroutine[Any, Any, T], patience: float) -> T:
        """Done in the loop's thread. Whatever goes wrong with a connection is one thing here."""
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result(patience)
        except (self._nats.errors.Error, OSError, TimeoutError) as error:
            raise BrokerAway(f"{type(error).__name__}: {error}") from error


def _message(one: Any) -> Message:
    told = one.metadata
    at = told.timestamp
    micros = int(at.timestamp() * 1_000_000) if isinstance(at, datetime) else None
    return Message(f"{told.stream}@{told.sequence.stream}", one.subject, one.data, micros)


async def _ignore(_: Exception) -> None:
    """Whatever is wrong shows where it is used."""


def _open(where: Where, look: bool) -> Broker:
    client("nats.js.api", "nats-py")
    return Puller(client("nats", "nats-py"), where, look)


NATS: Final = Kind("nats", ("stream",), ("subject", "durable", "user"), ("password", "token"), _open)
