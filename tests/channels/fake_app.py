"""A chat app as it looks from outside: a real HTTP server on this machine that speaks the recorded protocol."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tuotou.notices.channel import Channel
from tuotou.notices.letter import Attachment, Button, Letter
from tuotou.notices.shipped import KINDS

NOON = 1_780_000_000_000_000
"""µs; when tests happen."""


@dataclass
class Wall:
    """A clock that goes when it is told to."""

    now: int = NOON

    def __call__(self) -> int:
        return self.now

    def on(self, seconds: float) -> None:
        self.now += round(seconds * 1_000_000)


@dataclass(frozen=True)
class Seen:
    """A request as the app sees it."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def json(self) -> Any:
        return json.loads(self.body)

    @cached_property
    def parts(self) -> dict[str, tuple[str | None, bytes]]:
        """What was uploaded, by field: file name and content."""
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        whole = BytesParser(policy=HTTP).parsebytes(head + self.body)
        named = {str(one.get_param("name", header="content-disposition")): one for one in whole.iter_parts()}
        return {name: (one.get_filename(), one.get_payload(decode=True)) for name, one in named.items()}


Says = Callable[[Seen], Any]
"""A JSON answer; or (status, bytes, headers)."""


@dataclass
class FakeApp:
    """What it was asked, and what it answers."""

    says: Says
    base: str = ""
    seen: list[Seen] = field(default_factory=list)

    def asked(self, path: str) -> list[Seen]:
        return [one for one in self.seen if one.path == path]


@contextmanager
def serving(says: Says) -> Iterator[FakeApp]:
    app = FakeApp(says)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            one = Seen(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
            app.seen.append(one)
            answer = app.says(one)
            status, said, extra = answer if isinstance(answer, tuple) else (200, json.dumps(answer).encode(), {})
            self.send_response(status)
            for name, value in {"Content-Length": str(len(said)), **extra}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    app.base = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield app
    finally:
        server.shutdown()
        server.server_close()


def samples(kind: str) -> dict[str, Any]:
    """What was recorded of an app."""
    text = (files("tuotou.notices") / kind / "samples.json").read_text("utf-8")
    return dict(json.loads(text))


def opened(kind: str, wall: Wall, **settings: str) -> Channel:
    """A channel, opened as the platform does it."""
    return KINDS[kind].open(KINDS[kind].settled(settings), wall)


def refusal(code: int, said: Any) -> tuple[int, bytes, dict[str, str]]:
    return code, json.dumps(said).encode(), {"Content-Type": "application/json"}


TABLE = Attachment(
    "超时件.xlsx", bytes(range(256)) * 40, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)
TAKE = Button("acknowledge", "我来处理", "l1.1780000000:c2lnbmVk")
LATER = Button("snooze", "稍后提醒", "l1.1780000000:c2lnbmVk")


def letter(**changes: Any) -> Letter:
    """A warning as it leaves."""
    plain = {
        "id": "l1",
        "to": "wang.lei",
        "title": "【严重】派件超时：12 件 南岗学府路",
        "text": "**派件超时** 12 件，场地 南岗学府路。\n预警 17",
        "level": "serious",
    }
    return Letter(**{**plain, **changes})
