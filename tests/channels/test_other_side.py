"""Whatever the other side does, a letter is sent, put off or refused, and no secret is told."""

from __future__ import annotations

import socket
import time

import pytest
from tests.channels.fake_app import Wall, letter, opened

from tuotou.config.logs import logging_of
from tuotou.notices.channel import Refused, TryLater

SECRET = "bd3a7d0a-secret-key"


def robot(base: str, wall: Wall, timeout: str = "10"):
    return opened("wecom_robot", wall, key=SECRET, base=base, timeout=timeout)


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        ((500, b"{}", {}), 60),
        ((502, b"<html>Bad Gateway</html>", {}), 60),
        ((503, b"", {"Retry-After": "120"}), 120),
        ((429, b"{}", {"Retry-After": "7"}), 7),
        ((429, b"{}", {"Retry-After": "soon"}), 60),
        ((200, b"<html>Welcome to the hotel's WLAN</html>", {}), 0),
        ((200, b'{"errcode": 0', {}), 0),
        ((200, b"[" * 100_000, {}), 0),
        ((200, b"[]", {}), 0),
        ((200, b'{"errmsg": "no code"}', {}), 5),
        ((200, b" " * 3_000_000, {}), 0),
    ],
)
def test_what_is_its_own_trouble_is_for_later(app, wall: Wall, answer, after: float) -> None:
    with pytest.raises(TryLater) as error:
        robot(app(lambda _: answer).base, wall).send(letter())
    assert error.value.after == after
    assert SECRET not in str(error.value)


@pytest.mark.parametrize("status", [301, 400, 404])
def test_a_wrong_address_is_a_refusal(app, wall: Wall, status: int) -> None:
    elsewhere = app(lambda _: {"errcode": 0})
    server = app(lambda _: (status, b"<html></html>", {"Location": elsewhere.base}))
    with pytest.raises(Refused, match="check the address"):
        robot(server.base, wall).send(letter())
    assert elsewhere.seen == []  # a redirect would take the key along


def test_what_cannot_be_asked_is_a_refusal(app, wall: Wall) -> None:
    server = app(lambda _: {"code": 0})
    with pytest.raises(Refused, match="check the settings"):
        opened("feishu_robot", wall, hook="h1\x00", base=server.base).send(letter())
    assert server.seen == []


def test_who_does_not_answer_is_not_waited_for(app, wall: Wall) -> None:
    def silent(_):
        time.sleep(1)
        return {"errcode": 0}

    with pytest.raises(TryLater, match="ReadTimeout"):
        robot(app(silent).base, wall, "0.2").send(letter())


def test_who_is_not_there_is_asked_later(wall: Wall) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(TryLater, match=r"127\.0\.0\.1 cannot be reached: ConnectError") as error:
            robot(base, wall).send(letter())
    assert SECRET not in str(error.value)


def test_addresses_with_keys_are_not_logged() -> None:
    assert logging_of("text", "info")["loggers"]["httpx"]["level"] == "WARNING"
