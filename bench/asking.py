"""Requests at a steady rate over kept connections, each at its own instant, whatever became of those before it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Request:
    """What is asked."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


class Reply(NamedTuple):
    """What was answered, and how long after the request's instant that was there, s."""

    status: int
    body: bytes
    seconds: float


def asked(requests: Sequence[Request], port: int, rate: float) -> list[Reply]:
    """The replies, in the order of the requests."""
    return asyncio.run(_asked(requests, port, rate))


async def _asked(requests: Sequence[Request], port: int, rate: float) -> list[Reply]:
    free: deque[Connection] = deque()  # whose turn was longest ago is next: who is never asked hangs up
    begun = time.perf_counter() + 0.1

    async def one(turn: int, request: Request) -> Reply:
        at = begun + turn / rate
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        connection = free.popleft() if free else await asyncio.open_connection("127.0.0.1", port)
        status, body = await _exchanged(connection, request)
        free.append(connection)
        return Reply(status, body, time.perf_counter() - at)

    replies = await asyncio.gather(*(one(turn, each) for turn, each in enumerate(requests)))
    for _, writer in free:
        writer.close()
    return list(replies)


async def _exchanged(connection: Connection, request: Request) -> tuple[int, bytes]:
    """One request of HTTP/1.1 and its reply, whose length is said."""
    reader, writer = connection
    body = request.body.encode()
    headers = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **request.headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"{request.method} {request.path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(head.partition("content-length:")[2].partition("\r\n")[0])
    return int(head.split()[1]), await reader.readexactly(length)
