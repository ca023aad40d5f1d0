"""`tuotou replay`: a history judged, and the report of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from tuotou.cli.asked import Asked, ask
from tuotou.cli.count import count
from tuotou.cli.loading import tell_reading
from tuotou.cli.options import At, BadRows, Given, Json, Lang, Map, Roster, Standards
from tuotou.cli.outputs import BAD_ROWS, check_outputs
from tuotou.cli.truth import Truth, truth_file, truth_json, truth_view
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    import polars as pl

    from tuotou.archive.read import Archive
    from tuotou.core.standards.handbook import Handbook
    from tuotou.core.standards.indicator import Indicator
    from tuotou.operations.history import History
    from tuotou.operations.listing import Listing
    from tuotou.operations.report import Report
    from tuotou.operations.truth import TruthFile
    from tuotou.operations.worst import Worst

Exceptions = Annotated[
    Path | None,
    typer.Option(
        "--exceptions",
        metavar="FILE",
        help="把未了、迟到和未兑现的承诺逐条写成 CSV · Write every promise that is open, late or broken to a CSV.",
    ),
]
Log = Annotated[
    Path | None,
    typer.Option(
        "--log",
        metavar="FILE",
        help="把曾判为未兑现的承诺何时判、何时撤回逐条写成 CSV · "
        "Write what was said of every promise that was ever said broken, and when, to a CSV.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="把报告写成一个网页文件，手机、电脑直接打开 · Write the report as one page that any browser opens.",
    ),
]
JUDGING: Final = ("判定", "Judging")
LOGGING: Final = ("写判定记录", "Telling the log")


def replay(
    files: Given,
    lang: Lang,
    map: Map = None,
    at: At = None,
    standards: Standards = None,
    exceptions: Exceptions = None,
    log: Log = None,
    out: Out = None,
    truth: Truth = None,
    bad_rows: BadRows = None,
    roster: Roster = None,
    json: Json = False,
) -> None:
    """按标准判定历史数据，给出报告 · Judge a history against the standards and report."""
    from tuotou.cli.meaning import meaning
    from tuotou.cli.report_json import report_json
    from tuotou.cli.report_view import report_view
    from tuotou.operations.listing import BELIEFS, EXCEPTIONS, listed

    voice = Voice(lang, json)
    outputs = {"--exceptions": exceptions, "--log": log, "--out": out, BAD_ROWS: bad_rows}
    check_outputs(voice, outputs, [*files, map, roster, truth], [standards])
    asked = ask(voice, files, map, at, standards, roster, bad_rows)
    handbook = asked.handbook
    worst = _worst(handbook) if out else None
    real = truth_file(voice, truth, handbook)
    with listed(exceptions, EXCEPTIONS) as file, listed(log, BELIEFS) as told:
        report, history = judged(asked, Hearers(_each(file, worst, real), told.add if told else None, worst))
    if file:
        told_en = f"{count(file.rows, 'promise')} written to {file.path}"
        voice.note(voice.words(f"{file.rows:,} 条承诺已写入 {file.path}", told_en))
    if told:
        _note_log(voice, told, history)
    if out and worst:
        _write_page(out, report, history, worst, asked)
    ended = tell_reading(voice, history, files)
    compared = real.compared(report.as_of) if real else None
    if json:
        voice.json(report_json(report, history) | ({"truth": truth_json(compared)} if compared else {}))
    else:
        beside = truth_view(compared, handbook, voice) if compared else ()
        voice.show(*report_view(report, voice), *beside, *meaning(report, history, voice))
    raise typer.Exit(ended)


class Hearers(NamedTuple):
    """Who is told more than the report."""

    exceptions: Callable[[pl.DataFrame], None] | None  # of promises that are not settled, or not kept in time
    log: Callable[[pl.DataFrame], None] | None  # of what was said of them, and when
    worst: Worst | None  # where a page is wanted
    indicators: tuple[Indicator, ...] = ()  # that the report tells


def _worst(handbook: Handbook) -> Worst:
    """What chooses the promises of a page."""
    from tuotou.operations.worst import Worst

    return Worst(handbook)


def _write_page(path: Path, report: Report, history: History, worst: Worst, asked: Asked) -> None:
    from tuotou.cli.page.subject import Subject
    from tuotou.cli.page.write import write_page

    voice = asked.voice
    write_page(path, Subject(report, history, worst, asked.title), voice)
    voice.note(voice.words(f"报告页已写入 {path}，用浏览器打开", f"page written to {path}: open it in a browser"))


def _each(*hearers: Listing | Worst | TruthFile | None) -> Callable[[pl.DataFrame], None] | None:
    """Whoever wants to hear of promises that were not kept."""
    heard = [each.add for each in hearers if each]

    def tell(promises: pl.DataFrame) -> None:
        for add in heard:
            add(promises)

    return tell if heard else None


def judged(asked: Asked, hearers: Hearers) -> tuple[Report, History]:
    """The report of files or of an archive; a page tells indicators too."""
    from tuotou.handbook import fitting_indicators

    if hearers.worst:
        hearers = hearers._replace(indicators=fitting_indicators(asked.handbook))
    if asked.held:
        return _of_files(asked, hearers)
    with asked.archive() as (archive, history):
        return _of_archive(asked, archive, hearers), history


def _of_files(asked: Asked, hearers: Hearers) -> tuple[Report, History]:
    from tuotou.operations.belief_history import tell_events
    from tuotou.operations.explain import shelf_of_events
    from tuotou.operations.replay import replay as run
    from tuotou.operations.wanted import Wanted

    voice, handbook = asked.voice, asked.handbook
    history, now = asked.history()
    with voice.progress(voice.words(*JUDGING)) as progress:
        wanted = Wanted(hearers.exceptions, hearers.worst is not None, hearers.indicators)
        report = run(history.events, handbook, now, progress, wanted)
    if hearers.worst:
        hearers.worst.look_up(shelf_of_events(history.events, handbook.vocabulary), now)
    if hearers.log:
        with voice.progress(voice.words(*LOGGING)) as progress:
            tell_events(history.events, handbook, now, hearers.log, progress)
    return report, history


def _of_archive(asked: Asked, archive: Archive, hearers: Hearers) -> Report:
    from tuotou.operations.belief_history import tell_archive
    from tuotou.operations.explain import shelf_of_archive
    from tuotou.operations.replay import replay_archive
    from tuotou.operations.wanted import Wanted

    voice, handbook = asked.voice, asked.handbook
    with voice.progress(voice.words(*JUDGING)) as progress:
        wanted = Wanted(hearers.exceptions, hearers.worst is not None, hearers.indicators)
        report = replay_archive(archive.root, handbook, asked.as_of, progress, wanted)
    if hearers.worst:
        hearers.worst.look_up(shelf_of_archive(archive), report.as_of)
    if hearers.log:
        with voice.progress(voice.words(*LOGGING)) as progress:
            tell_archive(archive.root, handbook, asked.as_of, hearers.log, progress)
    return report


def _note_log(voice: Voice, told: Listing, history: History) -> None:
    """How much the log holds; where recording times are assumed, that it proves nothing about lateness (rule 3)."""
    told_en = f"{count(told.rows, 'line')} of the log written to {told.path}"
    voice.note(voice.words(f"{told.rows:,} 行判定记录已写入 {told.path}", told_en))
    if history.recording_assumed:
        voice.note(
            voice.words(
                "记录时刻是假定的：判定记录里的时刻也是假定的",
                "recording times are assumed: so are the instants of the log",
            )
        )
