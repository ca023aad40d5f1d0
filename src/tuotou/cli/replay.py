"""`tuotou replay`: a history judged, and the report of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tuotou.cli.instant import instant
from tuotou.cli.loading import load_handbook, load_history, tell_reading
from tuotou.cli.options import At, Json, Lang, Map, Standards
from tuotou.cli.voice import Voice


def replay(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES…", help="文件，或一个归档目录 · Files, or one archive folder.")
    ],
    lang: Lang,
    map: Map = None,
    at: At = None,
    standards: Standards = None,
    json: Json = False,
) -> None:
    """按标准判定历史数据，给出报告 · Judge a history against the standards and report."""
    from tuotou.cli.meaning import meaning
    from tuotou.cli.report_json import report_json
    from tuotou.cli.report_view import report_view
    from tuotou.operations.replay import replay as run

    voice = Voice(lang, json)
    as_of = None if at is None else instant(at)
    handbook = load_handbook(voice, standards)
    history = load_history(voice, files, map, handbook.vocabulary)
    with voice.progress(voice.words("判定", "Judging")) as progress:
        report = run(history.events, handbook, as_of or history.recorded_until or 0, progress)
    ended = tell_reading(voice, history)
    if json:
        voice.json(report_json(report, history))
    else:
        voice.show(*report_view(report, voice), *meaning(report, history, voice))
    raise typer.Exit(ended)
