"""`tuotou indicators figure` and `target`: a figure that is counted live or was published, and what it is to reach."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tuotou.cli.database import opened
from tuotou.cli.deed import By, Note, deed, moment, now
from tuotou.cli.document_table import listing
from tuotou.cli.figure_text import amount, unit
from tuotou.cli.instant import shown
from tuotou.cli.options import Json, Lang
from tuotou.cli.voice import Voice
from tuotou.cli.word_check import among

if TYPE_CHECKING:
    from tuotou.operations.figures.reading import Answer

PERIODS = ("day", "week", "month")
STATES = {"live": ("实时", "live"), "published": ("已发布", "published"), "closed": ("已结账", "closed")}
Id = Annotated[str, typer.Argument(metavar="ID", help="指标编号 · The indicator's id.")]
Unit = Annotated[str, typer.Option("--unit", metavar="CODE", help="单位，缺省为全公司 · A unit; else the company.")]


def figure(
    id: Id,
    lang: Lang,
    unit_: Unit = "",
    period: Annotated[
        str, typer.Option("--period", metavar="PERIOD", help="周期 · The period: day, week, month.")
    ] = "day",
    day: Annotated[
        str, typer.Option("--day", metavar="DATE", help="哪一天，缺省为今天 · A day of it; else today.")
    ] = "",
    json: Json = False,
) -> None:
    """一项指标的数字：实时、已发布或已结账 · The figure of an indicator: live, published or closed."""
    voice = opened(lang, json)
    among(voice, "--period", period, PERIODS)
    at = moment(voice, "--day", day) if day else now()
    from tuotou.cli.loading import load_watch
    from tuotou.operations.figures.reading import Desk, Question

    with deed(voice, id):
        desk = Desk(load_watch(voice), now())
        number = Desk(desk.watch, at).today(id)
        found = desk.answer(Question(id, period, number, unit_ or None))  # type: ignore[arg-type]
    voice.json(_as_json(found)) if json else voice.show(_table(found, voice))


def target(
    id: Id,
    aim: Annotated[float, typer.Option("--target", metavar="N", help="目标，按指标的单位 · The target, in its unit.")],
    by: By,
    lang: Lang,
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="从哪天起，缺省为今天 · From which day.")] = "",
    baseline: Annotated[
        float | None, typer.Option("--baseline", metavar="N", help="基线：改进前的水平 · Where it stood before.")
    ] = None,
    unit_: Unit = "",
    note: Note = "",
    json: Json = False,
) -> None:
    """定一项指标的目标与基线，记入审计 · Set what an indicator is to reach, and where it began; audited."""
    voice = opened(lang, json)
    at = moment(voice, "--since", since) if since else now()
    from tuotou.cli.loading import load_watch
    from tuotou.operations.figures.reading import Desk
    from tuotou.operations.figures.targets import NewTarget, set_target

    with deed(voice, id):
        desk = Desk(load_watch(voice), at)
        row = set_target(NewTarget(id, desk.today(id), aim, baseline, unit_, note), desk.indicators, by, now())
    told = {"indicator": id, "unit": unit_, "since": _date(row.since), "target": aim, "baseline": baseline}
    if json:
        voice.json(told)
    else:
        voice.show(
            voice.words(
                f"{id}：{_date(row.since)} 起目标 {amount(aim)}", f"{id}: {amount(aim)} from {_date(row.since)}"
            )
        )


def _as_json(found: Answer) -> dict[str, Any]:
    aim = found.aim
    return {
        "indicator": found.indicator.id,
        "first_day": _date(found.period.first),
        "last_day": _date(found.period.last),
        "state": found.state,
        "as_of": found.as_of,
        "counted": found.figure.counted,
        "of": found.figure.of,
        "figures": dict(found.figure.figures),
        "adjusted": None if found.adjusted is None else dict(found.adjusted.figures),
        "change": found.change,
        "target": None if aim is None else aim.target,
        "baseline": None if aim is None else aim.baseline,
        "progress": None if aim is None else aim.progress(found.value),
        "meets": found.meets,
    }


def _table(found: Answer, voice: Voice) -> Any:
    """One row: value, of how many, state and as of when, target and change."""
    one = found.indicator
    table = listing(f"{voice.of(one.title)} · {_date(found.period.first)}")
    heads = voice.words("数值 票数 状态 截至 目标 环比", "value of state as-of target change").split()
    for heading in heads:
        table.add_column(heading)
    aim = found.aim.target if found.aim else None
    table.add_row(
        "–" if found.value is None else f"{amount(found.value)} {unit(one, voice.language)}".strip(),
        str(found.figure.n),
        voice.words(*STATES[found.state]),
        shown(found.as_of),
        "" if aim is None else amount(aim),
        "" if found.change is None else amount(found.change),
    )
    return table


def _date(day: int) -> str:
    return date.fromordinal(date(1970, 1, 1).toordinal() + day).isoformat()
