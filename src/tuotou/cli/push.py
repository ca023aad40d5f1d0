"""`tuotou feed push`: a file's events into the live platform."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tuotou.cli.count import count
from tuotou.cli.database import open_database
from tuotou.cli.exits import Exit
from tuotou.cli.loading import load_mapping, load_watch, tell_reading
from tuotou.cli.options import BadRows, Json, Lang, Map
from tuotou.cli.outputs import BAD_ROWS, check_outputs
from tuotou.cli.refused import bad_rows_file
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.feeds import FeedMapping
    from tuotou.operations.live.push import Pushed


def push(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="要送入的文件 · The file whose events come in.")],
    lang: Lang,
    map: Map = None,
    bad_rows: BadRows = None,
    json: Json = False,
) -> None:
    """把文件当作此刻到达的数据送入平台，可重复执行 · Record a file as if it came in now; twice changes nothing."""
    voice = Voice(lang, json)
    check_outputs(voice, {BAD_ROWS: bad_rows}, [file, map])
    as_json_events = map is None and _is_json(file)
    if as_json_events and bad_rows:
        right = "correct it in its file and push that again: what is recorded already stays as it is"
        voice.misused("--bad-rows", str(bad_rows), "what is wrong with events as JSON is told by their lines", right)
    open_database(voice)
    pushed = _pushed(voice, file, map, bad_rows)
    told = tell_reading(voice, pushed, [] if as_json_events else [file])
    if json:
        voice.json(_as_json(pushed))
    else:
        voice.show(
            voice.words(
                f"{pushed.rows:,} 行 → {pushed.events:,} 个事件，新增 {pushed.fresh:,} 个，"
                f"由运行中的平台随即判定；{pushed.refused:,} 行不合格。",
                f"{count(pushed.rows, 'row')} → {count(pushed.events, 'event')}, {pushed.fresh:,} new: what "
                f"works judges them at once; {count(pushed.refused, 'row')} refused.",
            )
        )
    raise typer.Exit(told if pushed.events or told is Exit.DONE else Exit.INPUT)


def _is_json(file: Path) -> bool:
    from tuotou.feeds.event_file import NDJSON

    return file.suffix in NDJSON


def _pushed(voice: Voice, file: Path, map: str | None, bad_rows: Path | None) -> Pushed:
    from tuotou.clockwork.clock import shared_clock
    from tuotou.operations.live.push import events_of, is_table_of_events, push
    from tuotou.operations.live.watch import current_watch

    watch = load_watch(voice)
    mapping: FeedMapping | None = None
    if map is not None:
        mapping = load_mapping(voice, map, watch.vocabulary)
    elif not is_table_of_events(file):
        voice.misused("--map", "", "this file is no table of events", "name the mapping that reads it")
    with voice.progress(voice.words("送入", "Recording")) as progress:
        events = events_of(file, mapping, watch, shared_clock)
        return push(events, current_watch, shared_clock, bad_rows_file(voice, bad_rows), progress)


def _as_json(pushed: Pushed) -> dict[str, object]:
    return {
        "rows": pushed.rows,
        "events": pushed.events,
        "new": pushed.fresh,
        "repeated": pushed.repeated,
        "refused": pushed.refused,
        "rejected": pushed.rejected.to_dicts(),
        "findings": [asdict(found) for found in pushed.findings],
        "problems": [asdict(problem) for problem in pushed.problems],
    }
