"""`tuotou simulate`: a whole company, made up, with known truth."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tuotou.cli.exits import Exit
from tuotou.cli.options import Json, Lang
from tuotou.cli.outputs import check_outputs
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.operations.simulate import Simulated

SHARE: Final = re.compile(r"(\w+)=(\d+(?:\.\d+)?)(%?)")


To = Annotated[
    Path,
    typer.Option(
        "--to",
        metavar="DIR",
        help="写入的归档目录（新建），或 .parquet 文件 · A new archive folder, or a .parquet file.",
    ),
]
Days = Annotated[int, typer.Option("--days", metavar="N", min=1, max=366, help="下单的天数 · Days of orders.")]
Parcels = Annotated[
    int, typer.Option("--parcels", metavar="N", min=10, help="平均每天的件量 · Parcels sent on an average day.")
]
Seed = Annotated[
    int, typer.Option("--seed", metavar="N", min=0, help="种子：相同则结果完全相同 · The same seed, the same company.")
]
FirstDay = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="第一天，缺省 2026-07-01 · First day, 2026-07-01 if not said."),
]
Peak = Annotated[
    bool, typer.Option("--peak", help="双十一旺季：件量为平日 1.5 倍 · The rush of 11 November: 1.5 times the parcels.")
]
Faulty = Annotated[
    list[str] | None,
    typer.Option(
        "--fault",
        metavar="NAME=SHARE",
        help="让某种差错按比例发生，如 late_upload=5%；all 是全部；可重复 · "
        "Let something go wrong with this share; all means each of them; may be repeated.",
    ),
]
Ordinary = Annotated[
    bool,
    typer.Option(
        "--ordinary",
        help="一家普通的公司：时效与差错接近全国水平；--fault 可再改 · "
        "An ordinary company, on time and at fault about as often as the country; --fault changes it.",
    ),
]
Organisation = Annotated[
    Path | None,
    typer.Option(
        "--organisation",
        metavar="FILE.xlsx",
        help="另写单位、人员、值班表，可用 tuotou organisation import 导入 · "
        "Also its units, people and rosters, for tuotou organisation import.",
    ),
]


def simulate(
    to: To,
    lang: Lang,
    days: Days = 7,
    parcels: Parcels = 2000,
    seed: Seed = 1,
    first_day: FirstDay = None,
    peak: Peak = False,
    ordinary: Ordinary = False,
    fault: Faulty = None,
    organisation: Organisation = None,
    json: Json = False,
) -> None:
    """造一家快递公司跑上几天，差错与真相都有记录 · Make up a company at work, with its faults and the truth of them."""
    from tuotou.archive.layout import ArchiveError
    from tuotou.handbook import read_vocabulary
    from tuotou.operations.simulate import simulate as run
    from tuotou.simulator.fault import ORDINARY
    from tuotou.simulator.simulate import DOUBLE_ELEVEN, FIRST_DAY, Plan

    voice = Voice(lang, json)
    check_outputs(voice, {"--organisation": organisation}, [to])
    _check_free(voice, to)
    begins = _day(voice, first_day) if first_day else DOUBLE_ELEVEN if peak else FIRST_DAY
    rates = (ORDINARY if ordinary else {}) | _rates(voice, fault or [])
    plan = Plan(days, parcels, seed, begins, peak, rates)
    try:
        with voice.progress(voice.words("模拟", "Simulating")) as progress:
            done = run(plan, to, read_vocabulary()[0], lambda _, done, of: progress(done, of), organisation)
    except ArchiveError as error:
        voice.lack(Exit.INPUT, str(to), str(error), "name a new folder, or an archive")
    if json:
        voice.json(asdict(done))
    else:
        voice.show(_said(done, voice))


def _said(done: Simulated, voice: Voice) -> str:
    return voice.words(
        f"{done.sites} 个场地，{done.parcels:,} 票快件，{done.events:,} 个事件 → {done.to}；"
        f"{done.wrong:,} 条真相 → {done.truth}。",
        f"{done.sites} sites, {done.parcels:,} parcels, {done.events:,} events → {done.to}; "
        f"{done.wrong:,} lines of truth → {done.truth}.",
    )


def _check_free(voice: Voice, to: Path) -> None:
    """What stands is never mixed with what is made up."""
    if to.exists() and (to.is_file() or any(to.iterdir())):
        voice.lack(Exit.INPUT, str(to), "the folder holds other things", "name a new or empty folder")


def _day(voice: Voice, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        voice.misused("--from", text, "this is no date", "write 2026-07-01")


def _rates(voice: Voice, faults: list[str]) -> dict[str, float]:
    """Fault → share."""
    from tuotou.core.document import suggest
    from tuotou.simulator.fault import ALL, FAULTS

    rates = {}
    for text in faults:
        read = SHARE.fullmatch(text)
        if not read:
            voice.misused("--fault", text, "this is no fault with its share", "write late_upload=5%")
        name, share = read[1], float(read[2]) / (100 if read[3] else 1)
        if name != ALL and name not in FAULTS:
            voice.misused("--fault", text, f"there is no fault '{name}'", suggest(name, [*FAULTS, ALL]))
        if share > 1:
            voice.misused("--fault", text, "this is more than all", "write a share up to 100%")
        rates[name] = share
    return rates
