"""`tuotou serve`: the web, what runs by itself and the reading of sources, in one process or apart."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final, Protocol

import typer

from tuotou.cli.database import open_database, with_key
from tuotou.cli.database_commands import migrated
from tuotou.cli.options import Json, Lang
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.clockwork.loop import Clockwork
    from tuotou.clockwork.sources import Sources

APPLICATION: Final = "tuotou.config.asgi:application"
PATIENCE: Final = 10  # s that open requests have when the server is told to end
YIELDS: Final = 5
"""By how much what runs by itself yields the processor to who answers somebody that stands before a customer."""
TURN: Final = 0.0005
"""s that one thread of the web keeps the others waiting. Who judges at the gate lets go of the interpreter dozens of
times a batch, and by Python's own 5 ms waited as long for each return while requests were read."""


class Running(Protocol):
    """What runs beside the web."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Part(StrEnum):
    """What one process does."""

    ALL = "all"
    WEB = "web"
    WORK = "work"
    FEEDS = "feeds"


def serve(
    lang: Lang,
    part: Annotated[
        Part,
        typer.Argument(
            metavar="[web|work|feeds]",
            help="只跑网页、后台任务或数据源，缺省都跑 · Only the web, what runs by itself or the sources; else all.",
            show_default=False,
        ),
    ] = Part.ALL,
    host: Annotated[
        str, typer.Option("--host", metavar="HOST", help="监听的地址 · Address to listen at.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="端口 · Port.")] = 8000,
    empty: Annotated[
        bool,
        typer.Option("--empty", help="开始正式使用：建表，显示安装码 · A real beginning: tables, the set-up code."),
    ] = False,
    json: Json = False,
) -> None:
    """启动平台：网页、后台任务和数据源 · Run the platform: the web, what runs by itself, and its sources."""
    voice = Voice(lang, json)
    if empty and part not in (Part.ALL, Part.WEB):
        voice.misused("--empty", None, "only the web has a first page", "leave it out, or serve the web too")
    port_open = listening(voice, host, port) if part in (Part.ALL, Part.WEB) else None
    os.environ.setdefault("TUOTOU_LOG_LEVEL", "info")
    _share(part)
    open_database(voice, migrated=part is not Part.ALL and not empty)
    _prepare(voice, part is Part.ALL or empty)
    stopped = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):  # the web server hands signals on to these when it has ended
        signal.signal(told, lambda *_: stopped.set())
    running = _running(part)
    if port_open:
        web(voice, port_open, running)
    else:
        for each in running:
            each.start()
        _tell_begun(voice, part)
        stopped.wait()
    for each in running:
        each.stop()


def _share(part: Part) -> None:
    """The processors among the processes, where each does one thing."""
    if part is Part.WEB:  # many requests share them already; to cut each up costs more than it brings
        os.environ.setdefault("POLARS_MAX_THREADS", "1")
        sys.setswitchinterval(TURN)
    if part is Part.WORK and hasattr(os, "nice"):
        os.nice(YIELDS)


def _running(part: Part) -> list[Clockwork | Sources]:
    """What runs beside the web, or without it."""
    found: list[Clockwork | Sources] = []
    if part in (Part.ALL, Part.FEEDS):
        from tuotou.clockwork.sources import Sources

        found.append(Sources())
    if part in (Part.ALL, Part.WORK):
        from tuotou.clockwork.loop import Clockwork

        found.append(Clockwork())
    return found


def _tell_begun(voice: Voice, part: Part) -> None:
    from tuotou.store.lease import myself

    if part is Part.FEEDS:
        _tell(voice, "数据源开始读取", "The sources are being read", {"worker": myself()})
    else:
        _tell(voice, "后台任务已启动", "What runs by itself has begun", {"worker": myself()})


def listening(voice: Voice, host: str, port: int) -> socket.socket:
    """The open port; one that is taken ends the command before anything else begins."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(2048)
    except PermissionError:
        voice.misused("--port", port, "only the system's administrator may open this port", "name one from 1024 on")
    except socket.gaierror:
        voice.misused("--host", host, "there is no such address", "name 127.0.0.1 or 0.0.0.0")
    except OSError as error:
        voice.misused("--port", port, f"cannot be opened ({error.strerror})", "end what uses it, or name another port")
    return listening


def _prepare(voice: Voice, tables: bool) -> None:
    """The secret key, where it is missing; so too the tables with the shipped standards, where they are wanted."""
    with_key()
    if tables:
        migrated(voice)


def web(
    voice: Voice,
    listening: socket.socket,
    running: Sequence[Running],
    beside: Callable[[], Mapping[str, Any]] = dict,
) -> None:
    """Answer requests until the process is told to end; what runs by itself begins after the first can be answered.

    `beside`: what programs are told with the address.
    """
    import uvicorn
    from django.conf import settings

    from tuotou.clockwork.clock import shared_clock
    from tuotou.operations.gate.desk import the_desk

    desk, first = the_desk(shared_clock), _first()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            told = {"address": _address(listening)} | first
            _tell(voice, "妥投已启动", "Tuotou is running", told | (dict(beside()) if voice.as_json else {}))
            _tell_first(voice, _address(listening), first)
            desk.start()
            for each in running:
                each.start()

    config = uvicorn.Config(
        APPLICATION,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.PROXIES,
        timeout_graceful_shutdown=PATIENCE,
    )
    Server(config).run(sockets=[listening])
    desk.close()


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    named = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{named}:{port}"


def _first() -> dict[str, str]:
    """The code by which the administrator is made, where there is nobody yet: for who reads this terminal."""
    from tuotou.operations.access.set_up import is_new, set_up_code

    return {"set_up_code": set_up_code()} if is_new() else {}


def _tell_first(voice: Voice, address: str, first: dict[str, str]) -> None:
    """Where the first page is, and what it asks for."""
    if first and not voice.as_json:
        code = first["set_up_code"]
        zh = f"还没有账号：打开 {address}/first，用安装码 {code} 创建管理员"
        voice.show(voice.words(zh, f"No account yet: make the administrator at {address}/first with the code {code}"))


def _tell(voice: Voice, zh: str, en: str, what: dict[str, Any]) -> None:
    if voice.as_json:
        voice.json(what)
    else:
        voice.show(f"{voice.words(f'{zh}：', f'{en}: ')}{next(iter(what.values()))}")
