"""`tuotou deliveries`: how what leaves the house goes."""

from __future__ import annotations

from typing import Annotated

import typer

from tuotou.cli.database import opened
from tuotou.cli.options import Json, Lang

deliveries = typer.Typer(help="推送情况 · How what leaves the house goes.", no_args_is_help=True)
Hours = Annotated[int, typer.Option("--hours", metavar="N", min=1, max=720, help="看几小时 · So many hours back.")]


@deliveries.callback()
def _group() -> None:
    """A group, however few commands it has."""


@deliveries.command()
def health(lang: Lang, hours: Hours = 24, json: Json = False) -> None:
    """各订阅方每小时的时延、放弃、被拒 · Delay, loss and refusal by subscriber and hour."""
    voice = opened(lang, json)
    from tuotou.cli import webhooks_view as view
    from tuotou.clockwork.clock import clock
    from tuotou.operations.deliveries import health as run

    now = clock()
    since = (now // run.HOUR - hours + 1) * run.HOUR
    found, waits, names = run.health(since, now), run.waiting(), run.names()
    if json:
        voice.json(view.health_json(found, waits, names))
    else:
        voice.show(view.health_table(found, names, voice), *view.waiting_lines(waits, names, voice))
