"""A receiver of deliveries: a real server of HTTP at 127.0.0.1 that does as it is told, and remembers what it got."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Got:
    """One request as it came."""

    headers: Mapping[str, str]
    body: bytes


@dataclass
class Said:
    """How it answers."""

    status: int = 200
    body: bytes = b"ok"
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: threading.Event | None = None  # nothing is answered before
    drip: threading.Event | None = None  # the body is not finished before


@dataclass
class Receiver:
    """What came, in its order; `answer` says what is said to it."""

    url: str = ""
    got: list[Got] = field(default_factory=list)
    answer: Callable[[Got], Said] = lambda _: Said()
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def ids(self) -> list[str]:
        """The deliveries, as often as each came."""
        return [one.headers["Tuotou-Delivery"] for one in self.got]


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    receiver: Receiver

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        got = Got(dict(self.headers), self.rfile.read(length))
        if len(got.body) < length:  # who sent it was killed: nothing has come
            self.close_connection = True
            return
        with self.receiver.lock:
            self.receiver.got.append(got)
            said = self.receiver.answer(got)
        try:
            self._answer(said)
        except OSError:  # who asked has gone
            self.close_connection = True

    def _answer(self, said: Said) -> None:
        if said.wait:
            said.wait.wait(30)
        self.send_response(said.status)
        self.send_header("Content-Length", str(len(said.body)))
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said.body[:1])
        if said.drip:
            self.wfile.flush()
            said.drip.wait(30)
        self.wfile.write(said.body[1:])

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Who asked has gone: that is tested."""


@contextmanager
def receiving(answer: Callable[[Got], Said] = lambda _: Said()) -> Iterator[Receiver]:
    """A receiver at a free port, until the end of the block."""
    receiver = Receiver(answer=answer)
    server = Server(("127.0.0.1", 0), type("Mine", (Handler,), {"receiver": receiver}))
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
