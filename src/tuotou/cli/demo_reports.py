"""`tuotou demo reports`: two real histories and a week that is made up, each judged and told on a page of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from tuotou.cli.asked import Asked, ask
from tuotou.cli.exits import Exit
from tuotou.cli.options import Json, Lang
from tuotou.cli.paragraph import Paragraph
from tuotou.cli.replay import Hearers, judged
from tuotou.cli.voice import Language, Voice

if TYPE_CHECKING:
    from tuotou.core.document import Bilingual
    from tuotou.operations.history import History
    from tuotou.operations.report import Report
    from tuotou.operations.worst import Worst
    from tuotou.simulator.simulate import Plan

To = Annotated[
    Path,
    typer.Option("--to", metavar="DIR", help="报告写到哪个目录，没有则新建 · Where the reports go; made if absent."),
]
Days = Annotated[int, typer.Option("--days", metavar="N", min=1, max=31, help="模拟几天 · Days that are made up.")]
Parcels = Annotated[
    int, typer.Option("--parcels", metavar="N", min=10, help="平均每天的件量 · Parcels sent on an average day.")
]
JILIN: Final = ("吉林末端派送（真实，菜鸟公开）", "Last-mile deliveries in Jilin (real, published by Cainiao)")
CHANGSHU: Final = (
    "常熟收件（真实，研究公开；只有日期）",
    "Parcel receipts in Changshu (real, published for research; dates only)",
)
COMPANY: Final = ("一家快递公司的 {} 天（模拟）", "{} days of an express company (simulated)")
EVENING: Final = "18:00"  # of the last day: some promises are still open, and somebody can do something about them
SELDOM: Final = {"prohibited_passed_on": 0.0002}  # of all parcels: only few hold what is prohibited
SEED: Final = 1
PAGES: Final = ("jilin.html", "changshu.html", "company.html")
UNFINISHED: Final = ".unfinished"


@dataclass(frozen=True, slots=True)
class Shown:
    """One history with its report and where that stands."""

    title: Bilingual
    page: Path
    report: Report
    history: History
    worst: Worst

    @property
    def address(self) -> str:
        """What a browser opens."""
        return self.page.resolve().as_uri()


def reports(
    lang: Lang, to: To = Path("tuotou-demo"), days: Days = 7, parcels: Parcels = 1_500, json: Json = False
) -> None:
    """两份真实数据、一周模拟，写成三份报告 · Three reports: two real histories, a simulated week."""
    from tuotou.simulator.fault import ORDINARY
    from tuotou.simulator.simulate import Plan

    voice = Voice(lang, json)
    _make_room(voice, to)
    plan = Plan(days, parcels, SEED, faults=ORDINARY | SELDOM)
    shown = []
    for one in _histories(voice, to, plan):
        shown.append(one)
        if not json:
            _tell(one, voice)
    if json:
        voice.json([_as_json(one) for one in shown])
    else:
        _next(shown[-1], to, voice)


def _make_room(voice: Voice, to: Path) -> None:
    if to.is_file():
        voice.misused("--to", str(to), "this is a file", "name a folder")
    company = to / "company"
    if company.exists() and not (company / "truth.parquet").is_file():
        voice.lack(Exit.INPUT, str(company), "the folder holds other things", "name a new or empty folder")
    to.mkdir(parents=True, exist_ok=True)


def _histories(voice: Voice, to: Path, plan: Plan) -> Iterator[Shown]:
    """One after the other, each as soon as its page is written."""
    from tuotou.feeds.shipped import changshu_receipts, changshu_standards, jilin_deliveries

    jilin = ask(voice, [jilin_deliveries()], "lade", None, None, None)
    yield _shown(jilin, JILIN, to / "jilin.html")
    changshu = ask(voice, [changshu_receipts()], "changshu_days", None, changshu_standards(), None)
    yield _shown(changshu, CHANGSHU, to / "changshu.html")
    company = _company(voice, to / "company", plan)
    last = plan.first_day + timedelta(days=plan.days - 1)
    zh, en = (each.format(plan.days) for each in COMPANY)
    yield _shown(ask(voice, [company], None, f"{last} {EVENING}", None, None), (zh, en), to / "company.html")


def _company(voice: Voice, to: Path, plan: Plan) -> Path:
    """The archive of a company that is made up; it takes the place of the one before when it is whole."""
    from tuotou.handbook import read_vocabulary
    from tuotou.operations.simulate import simulate

    unfinished = to.with_name(to.name + UNFINISHED)
    shutil.rmtree(unfinished, ignore_errors=True)
    with voice.progress(voice.words("模拟", "Simulating")) as progress:
        simulate(plan, unfinished, read_vocabulary()[0], lambda _, done, of: progress(done, of))
    shutil.rmtree(to, ignore_errors=True)
    return unfinished.rename(to)


def _shown(asked: Asked, called: tuple[str, str], page: Path) -> Shown:
    """Judges a history and writes its page."""
    from tuotou.cli.page.subject import Subject
    from tuotou.cli.page.write import write_page
    from tuotou.core.document import Bilingual
    from tuotou.operations.worst import Worst

    title, worst = Bilingual(*called), Worst(asked.handbook)
    report, history = judged(asked, Hearers(worst.add, None, worst))
    write_page(page, Subject(report, history, worst, title), asked.voice)
    return Shown(title, page, report, history, worst)


def _tell(shown: Shown, voice: Voice) -> None:
    """What it is, what its most important finding means, and where the page is."""
    from tuotou.cli.meaning import finding

    voice.show(Paragraph(voice.of(shown.title) + voice.words("：", ": "), finding(shown.report, voice)))
    voice.out.print(f"   {shown.address}", markup=False, soft_wrap=True)


def _next(company: Shown, to: Path, voice: Voice) -> None:
    """How to look further: one parcel of which a promise was broken."""
    numbers = company.worst.promises().filter(subject_kind="parcel")["subject"]
    if len(numbers):
        command = f"tuotou explain {numbers[0]} {to / 'company'}"
        voice.note(voice.words(f"再看一票件的轨迹：{command}", f"One parcel's trail: {command}"))


def _as_json(shown: Shown) -> dict[str, Any]:
    from tuotou.cli.meaning import finding

    total = shown.report.total
    zh, en = (finding(shown.report, Voice(language, as_json=False)) for language in Language)
    return {
        "title": {"zh": shown.title.zh, "en": shown.title.en},
        "page": str(shown.page),
        "address": shown.address,
        "events": shown.report.events,
        "counted": total.counted,
        "share": total.share,
        "finding": {"zh": zh, "en": en},
    }
