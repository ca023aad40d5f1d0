"""Bodies that are too large or too slow are refused before anybody reads them, whoever sends them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.live.machine import Machine

from tuotou.console.bodies import Bodies


async def reads(scope: dict, receive: Any, send: Any) -> None:
    """An application that reads its body and says how long it was."""
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message["body"])
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


def knock(pieces: Sequence[tuple[float, bytes]], headers: Sequence[tuple[bytes, bytes]] = (), **limits: float) -> Any:
    """Status and body that the pieces of a body, each after its pause, are answered with."""
    said: list[dict[str, Any]] = []
    left = list(pieces)

    async def receive() -> dict[str, Any]:
        pause, piece = left.pop(0)
        await asyncio.sleep(pause)
        return {"type": "http.request", "body": piece, "more_body": bool(left)}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    asyncio.run(Bodies(reads, 10, **limits)({"type": "http", "headers": headers}, receive, send))
    return said[0]["status"], said[1]["body"]


def test_what_fits_passes() -> None:
    assert knock([(0, b"12345"), (0, b"67890")]) == (200, b"10")


@pytest.mark.parametrize("headers", [(), ((b"content-length", b"3"),), ((b"content-length", b"no number"),)])
def test_what_grows_too_large_does_not(headers: Sequence[tuple[bytes, bytes]]) -> None:
    status, body = knock([(0, b"12345"), (0, b"678901")], headers)
    assert status == 413 and b"too_large" in body


def test_what_says_it_is_too_large_is_not_even_read() -> None:
    assert knock([], ((b"content-length", b"11"),))[0] == 413


def test_what_does_not_come_is_not_waited_for() -> None:
    assert knock([(0, b"1"), (30, b"2")], patience=0.05)[0] == 408


def test_what_only_drips_is_not_waited_for() -> None:
    assert knock([(0.02, b"1")] * 9, patience=5, grace=0.05)[0] == 408


def test_a_real_server_refuses_strangers_large_bodies(machine: Machine) -> None:
    with machine.serving("--port", "0") as served:
        place = urlsplit(served.told["address"])
        with socket.create_connection((place.hostname, place.port), timeout=30) as wire:
            wire.sendall(
                b"POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n"
                b"Content-Type: application/json\r\n\r\n["
            )
            answer = b""
            while piece := wire.recv(65_536):
                answer += piece
        assert b" 413 " in answer.split(b"\r\n")[0] and b"application/problem+json" in answer
        assert served.get("/health").json()["status"] == "ok"
