"""`tuotou demo`: a company that is made up, alive on the platform; and three reports of histories."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tuotou.cli.database import open_database, with_key
from tuotou.cli.database_commands import migrated
from tuotou.cli.demo_past import COMMAND, let_pass
from tuotou.cli.demo_reports import PAGES, reports
from tuotou.cli.exits import Exit
from tuotou.cli.options import Json, Lang
from tuotou.cli.serve import listening, web
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.clockwork.company import LivingCompany
    from tuotou.clockwork.loop import Clockwork
    from tuotou.operations.demo.diary import Diary
    from tuotou.operations.demo.signs_in import SignsIn

demo = typer.Typer(
    help="演示：一家虚拟公司活起来；三份报告 · See what it does: a company that lives, three reports.",
    no_args_is_help=True,
)
demo.command()(reports)
HOME: Final = "platform"
To = Annotated[
    Path,
    typer.Option(
        "--to", metavar="DIR", help="演示的目录，没有则新建 · The folder of the demonstration; made if absent."
    ),
]
Days = Annotated[
    int, typer.Option("--days", metavar="N", min=1, max=62, help="过去有几天 · Days of its past, when it is founded.")
]
Parcels = Annotated[
    int,
    typer.Option("--parcels", metavar="N", min=20, max=20_000, help="平均每天的件量 · Parcels sent on an average day."),
]
Fresh = Annotated[
    bool, typer.Option("--fresh", help="删掉已有的演示公司，重新开始 · Remove what is there, begin anew.")
]
FOLDER: Final = Path("tuotou-demo")
PARCELS: Final = 300
DAYS: Final = 30


@demo.command()
def run(
    lang: Lang,
    to: To = FOLDER,
    host: Annotated[
        str, typer.Option("--host", metavar="HOST", help="监听的地址 · Address to listen at.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="端口 · Port.")] = 8000,
    speed: Annotated[
        int,
        typer.Option("--speed", metavar="N", min=1, max=100, help="件量是平日的几倍 · So many times as many parcels."),
    ] = 1,
    days: Days = DAYS,
    parcels: Parcels = PARCELS,
    fresh: Fresh = False,
    json: Json = False,
) -> None:
    """一家省级快递公司：一个月的历史，再实时运转 · A company of one province: its past month, and then live."""
    voice = Voice(lang, json)
    port_open = listening(voice, host, port)
    os.environ.setdefault("TUOTOU_LOG_LEVEL", "warning")
    diary = _company(voice, to, days, parcels, fresh)
    stopped = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):  # the web server hands signals on to these when it has ended
        signal.signal(told, lambda *_: stopped.set())
    pages, people = _pages(to), _people()
    if not json:
        _tell(voice, pages, people)
    life = Life(voice, diary.path.parent, speed)
    from tuotou.operations.demo.signs_in import PASSWORD

    said = {"reports": pages, "password": PASSWORD, "people": [asdict(one) for one in people]}
    web(voice, port_open, [life], lambda: said)
    life.stop()
    raise typer.Exit(Exit.NOT_DONE if life.failed else Exit.DONE)


@demo.command()
def fill(
    lang: Lang, to: To = FOLDER, days: Days = DAYS, parcels: Parcels = PARCELS, fresh: Fresh = False, json: Json = False
) -> None:
    """只建公司和历史，不启动 · The company and its past alone; nothing is started."""
    voice = Voice(lang, json)
    diary = _company(voice, to, days, parcels, fresh)
    count = let_pass(voice, diary.path.parent)
    if json:
        voice.json({"events": count, "people": [asdict(one) for one in _people()]})
    else:
        voice.show(voice.words(f"新记录 {count:,} 个事件。", f"{count:,} events recorded."))


class Life:
    """What runs beside the web: first the past, by a process of its own; then what comes, and what runs by itself."""

    def __init__(self, voice: Voice, home: Path, speed: int) -> None:
        self._voice, self._home, self._speed = voice, home, speed
        self._past: subprocess.Popen[bytes] | None = None
        self._running: Sequence[LivingCompany | Clockwork] = ()
        self._ended = threading.Event()
        self.failed = False
        self._thread = threading.Thread(target=self._live, name="life", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        command = [*COMMAND, self._voice.language.value, str(self._home)]
        self._past = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
        self._thread.start()

    def stop(self) -> None:
        """End; returns when what is under way is done."""
        self._ended.set()
        if self._past is not None:
            self._past.terminate()
            self._thread.join()
        for each in self._running:
            each.stop()

    def _live(self) -> None:
        from tuotou.clockwork.company import LivingCompany
        from tuotou.clockwork.loop import Clockwork

        code = self._past.wait() if self._past is not None else 0
        if self._ended.is_set():
            return
        self.failed = code != 0
        if self.failed:
            self._voice.note(
                self._voice.words("公司的过去没有补完，见上。", "The past was not told to its end: see above.")
            )
            os.kill(os.getpid(), signal.SIGTERM)
            return
        self._running = (LivingCompany(self._home, self._speed), Clockwork())
        for each in self._running:
            each.start()
        _tell_alive(self._voice)


def _company(voice: Voice, to: Path, days: int, parcels: int, fresh: bool) -> Diary:
    """The company of a folder, founded where there is none, with its people and all tables."""
    home = _home(voice, to, fresh)
    os.environ["TUOTOU_HOME"] = str(home)
    open_database(voice, migrated=False)
    with_key()
    migrated(voice)
    from tuotou.clockwork.clock import clock
    from tuotou.operations.demo.diary import Diary
    from tuotou.operations.demo.founding import NotEmpty, found, people

    try:
        diary = Diary.opened(home) or found(home, parcels, days, clock())
    except NotEmpty:
        right = "name an empty one by DATABASE_URL, or none"
        voice.lack(Exit.DATABASE, str(home), "the database holds another company", right)
    people(diary, clock())
    return diary


def _home(voice: Voice, to: Path, fresh: bool) -> Path:
    """Where the platform's data lie."""
    from tuotou.operations.demo.diary import NAME

    if to.is_file():
        voice.misused("--to", str(to), "this is a file", "name a folder")
    home = (to / HOME).absolute()
    if home.exists() and any(home.iterdir()) and not (home / NAME).is_file():
        voice.lack(Exit.INPUT, str(home), "the folder holds other things", "name a new or empty folder")
    if fresh and home.exists():
        if os.environ.get("DATABASE_URL"):
            voice.misused("--fresh", None, "the database lies elsewhere", "empty it yourself, and remove the folder")
        shutil.rmtree(home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def _people() -> list[SignsIn]:
    from tuotou.clockwork.clock import clock
    from tuotou.operations.demo.signs_in import give_accounts, who_signs_in

    now = clock()
    found = who_signs_in(now)
    give_accounts(found, now)
    return found


def _pages(to: Path) -> list[str]:
    """The addresses of the reports that were written before."""
    return [(to / name).resolve().as_uri() for name in PAGES if (to / name).is_file()]


def _tell(voice: Voice, pages: Sequence[str], people: Sequence[SignsIn]) -> None:
    from tuotou.core.standards.role import ROLES

    if pages:
        voice.show(voice.words("已写好的报告：", "Reports:"))
    for page in pages:
        voice.out.print(f"   {page}", markup=False, soft_wrap=True)
    from tuotou.operations.demo.signs_in import PASSWORD

    told = voice.words(
        f"用下面任一工号登录，密码都是 {PASSWORD}：", f"Sign in as any of these; the password is {PASSWORD}:"
    )
    voice.show(told)
    for one in people:
        told = voice.words(f"{ROLES[one.role]}，{one.unit_zh}", f"{one.role}, {one.unit_en}")
        voice.show(f"   {one.staff_number:<8} {one.name} · {told}")


def _tell_alive(voice: Voice) -> None:
    if not voice.as_json:
        voice.show(
            voice.words(
                "公司已到此刻，正在实时运转；Ctrl-C 结束。", "The company has come to the present; Ctrl-C ends it."
            )
        )
