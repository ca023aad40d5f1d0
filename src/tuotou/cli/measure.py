"""`tuotou measure`: a history's indicators, for all, by day, and by whatever they are told by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tuotou.cli.asked import ask
from tuotou.cli.exits import Exit
from tuotou.cli.indicators import load_indicators
from tuotou.cli.loading import tell_reading
from tuotou.cli.options import At, BadRows, Given, Indicators, Json, Lang, Map, Roster, Standards
from tuotou.cli.outputs import BAD_ROWS, check_outputs
from tuotou.cli.replay import Hearers, judged
from tuotou.cli.report_json import head
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.core.indicators.figure import Figure, Measured
    from tuotou.core.standards.indicator import Indicator
    from tuotou.operations.history import History
    from tuotou.operations.report import Report

Only = Annotated[
    list[str] | None,
    typer.Option("--indicator", metavar="ID", help="只看这些指标，可写多次 · Only these indicators; may be repeated."),
]
By = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="WORD",
        help="按什么比较：site 网点、person 人员、lane 线路，或指标所写的其他词 · "
        "What to compare by: site, person, lane, or another word that the indicators name.",
    ),
]


def measure(
    files: Given,
    lang: Lang,
    map: Map = None,
    at: At = None,
    only: Only = None,
    by: By = None,
    standards: Standards = None,
    indicators: Indicators = None,
    bad_rows: BadRows = None,
    roster: Roster = None,
    json: Json = False,
) -> None:
    """按指标统计历史数据 · Measure a history by the indicators."""
    from tuotou.cli.measure_view import by_word, measure_view

    voice = Voice(lang, json)
    check_outputs(voice, {BAD_ROWS: bad_rows}, [*files, map, roster], [standards, indicators])
    asked = ask(voice, files, map, at, standards, roster, bad_rows)
    chosen = _chosen(voice, load_indicators(voice, asked.handbook, indicators), only, by)
    report, history = judged(asked, Hearers(None, None, None, chosen))
    ended = tell_reading(voice, history, files)
    if json:
        voice.json(measure_json(report, history))
    elif by is None:
        voice.show(*measure_view(report, history, voice))
    else:
        voice.show(*by_word(report, by, voice))
    raise typer.Exit(ended)


def measure_json(report: Report, history: History) -> dict[str, Any]:
    """Every figure of every indicator."""
    return head(report.as_of, report.events, history) | {"indicators": [_json(one) for one in report.indicators]}


def _json(one: Measured) -> dict[str, Any]:
    indicator = one.indicator
    names = ("id", "version", "unit", "better", "target")
    return {
        **{name: getattr(indicator, name) for name in names},
        "title": asdict(indicator.title),
        "whole": _figure(one.whole),
        "groups": [{"by": figure.by, "name": figure.name, **_figure(figure)} for figure in one.groups],
        "cannot_say": one.cannot_say,
        "doubt": one.doubt,
        "heard": one.heard,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {"n": figure.n, "counted": figure.counted, "of": figure.of, "figures": dict(figure.figures)}


def _chosen(
    voice: Voice, known: Sequence[Indicator], only: Sequence[str] | None, by: str | None
) -> tuple[Indicator, ...]:
    """Those in force that are asked for."""
    from tuotou.core.document import suggest

    ids = list(dict.fromkeys(one.id for one in known))
    for name in only or ():
        if name not in ids:
            voice.lack(Exit.NOT_THERE, name, "no indicator of this id", suggest(name, ids))
    words = list(dict.fromkeys(word for one in known for word in one.by))
    if by is not None and by not in words:
        voice.lack(Exit.NOT_THERE, by, "no indicator is told by this", suggest(by, words))
    return tuple(
        one for one in known if (one.id in only if only else one.status == "in_force") and (by is None or by in one.by)
    )
