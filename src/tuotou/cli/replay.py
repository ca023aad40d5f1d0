"""`tuotou replay`: a history judged, and the report of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from tuotou.cli.exits import Exit
from tuotou.cli.instant import instant
from tuotou.cli.loading import (
    check_given,
    is_archive,
    judged_at,
    load_handbook,
    load_history,
    load_mapping,
    load_roster,
    needed,
    refuse_nothing,
    tell_reading,
)
from tuotou.cli.options import At, BadRows, Json, Lang, Map, Roster, Standards
from tuotou.cli.refused import bad_rows_file
from tuotou.cli.truth import Truth, truth_file, truth_json, truth_view
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    import polars as pl

    from tuotou.core.standards.handbook import Handbook
    from tuotou.feeds import roster as feeds
    from tuotou.operations.belief_file import BeliefFile
    from tuotou.operations.exception_file import ExceptionFile
    from tuotou.operations.history import History
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
HELD: Final = 256 * 2**20  # bytes of files whose events are held in memory


def replay(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES…", help="文件，或一个归档目录 · Files, or one archive folder.")
    ],
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
    from tuotou.operations.belief_file import BeliefFile
    from tuotou.operations.exception_file import ExceptionFile

    voice = Voice(lang, json)
    check_given(files, bad_rows, roster)
    handbook = load_handbook(voice, standards)
    file = ExceptionFile(exceptions) if exceptions else None
    worst = _worst(handbook, out, files, voice)
    real = truth_file(voice, truth, handbook)
    watched = load_roster(voice, roster, handbook)
    told = BeliefFile(log) if log else None
    as_of = None if at is None else instant(at)
    asked = _Asked(handbook, as_of, _each(file, worst, real), told.add if told else None, bad_rows, watched, worst)
    report, history = _judged(voice, files, map, asked)
    if file:
        rows, path = f"{file.rows:,}", file.path
        voice.note(voice.words(f"{rows} 条承诺已写入 {path}", f"{rows} promises written to {path}"))
    if told:
        _note_log(voice, told, history)
    if out and worst:
        _write_page(out, report, history, worst, voice)
    ended = tell_reading(voice, history, files)
    compared = real.compared(report.as_of) if real else None
    if json:
        voice.json(report_json(report, history) | ({"truth": truth_json(compared)} if compared else {}))
    else:
        beside = truth_view(compared, handbook, voice) if compared else ()
        voice.show(*report_view(report, voice), *beside, *meaning(report, history, voice))
    raise typer.Exit(ended)


class _Asked(NamedTuple):
    """By which handbook and roster, at which instant, who receives exceptions and log, and where refused rows go."""

    handbook: Handbook
    as_of: int | None
    exceptions: Callable[[pl.DataFrame], None] | None
    log: Callable[[pl.DataFrame], None] | None
    bad_rows: Path | None
    roster: feeds.Roster | None
    worst: Worst | None  # where a page is wanted


def _worst(handbook: Handbook, out: Path | None, files: Sequence[Path], voice: Voice) -> Worst | None:
    """What chooses the promises of a page, where one is wanted."""
    if out is None:
        return None
    from tuotou.cli.page.write import check_page
    from tuotou.operations.worst import Worst

    check_page(out, files, voice)
    return Worst(handbook)


def _write_page(path: Path, report: Report, history: History, worst: Worst, voice: Voice) -> None:
    from tuotou.cli.page.subject import Subject
    from tuotou.cli.page.write import write_page

    write_page(path, Subject(report, history, worst), voice)


def _each(*hearers: ExceptionFile | Worst | TruthFile | None) -> Callable[[pl.DataFrame], None] | None:
    """Whoever wants to hear of promises that were not kept."""
    heard = [each.add for each in hearers if each]

    def tell(promises: pl.DataFrame) -> None:
        for add in heard:
            add(promises)

    return tell if heard else None


def _judged(voice: Voice, files: Sequence[Path], map: str | None, asked: _Asked) -> tuple[Report, History]:
    """The report of files or of an archive; files too large to be held are archived for the while."""
    from tuotou.operations.belief_history import tell_events
    from tuotou.operations.explain import shelf_of_events
    from tuotou.operations.history import Files, stage
    from tuotou.operations.replay import Wanted
    from tuotou.operations.replay import replay as run
    from tuotou.operations.roster import archive_roster, noted

    handbook, as_of, exceptions, log, bad_rows, roster, worst = asked
    if is_archive(files):
        return _of_archive(voice, files[0], asked)
    if sum(file.stat().st_size for file in files if file.is_file()) <= HELD:
        history = load_history(voice, files, map, handbook.vocabulary, bad_rows)
        history, now = judged_at(history, roster, handbook, as_of)
        with voice.progress(voice.words("判定", "Judging")) as progress:
            report = run(history.events, handbook, now, progress, Wanted(exceptions, worst is not None))
        if worst:
            worst.look_up(shelf_of_events(history.events, handbook.vocabulary), now)
        if log:
            with voice.progress(voice.words("写判定记录", "Telling the log")) as progress:
                tell_events(history.events, handbook, now, log, progress)
        return report, history
    feed = load_mapping(voice, needed(map), handbook.vocabulary)
    with TemporaryDirectory(prefix="tuotou-") as folder:
        with voice.progress(voice.words("读取", "Reading")) as progress:
            given = Files(files, feed, handbook.vocabulary, bad_rows_file(voice, bad_rows))
            history = stage(given, Path(folder), progress)
        refuse_nothing(voice, files, history, int((Path(folder) / "archive.json").exists()))
        if roster:
            archive_roster(Path(folder), roster, handbook, as_of)
            history = noted(history, roster)
        return _of_archive(voice, Path(folder), asked)[0], history


def _of_archive(voice: Voice, root: Path, asked: _Asked) -> tuple[Report, History]:
    from tuotou.archive.layout import ArchiveError
    from tuotou.archive.read import Archive
    from tuotou.operations.belief_history import tell_archive
    from tuotou.operations.explain import shelf_of_archive
    from tuotou.operations.history import describe_archive
    from tuotou.operations.replay import Wanted, replay_archive

    try:
        with voice.progress(voice.words("判定", "Judging")) as progress:
            history = describe_archive(root)
            refuse_nothing(voice, [root], history, history.rows)
            wanted = Wanted(asked.exceptions, asked.worst is not None)
            report = replay_archive(root, asked.handbook, asked.as_of, progress, wanted)
        if asked.worst:
            asked.worst.look_up(shelf_of_archive(Archive.open(root)), report.as_of)
        if asked.log:
            with voice.progress(voice.words("写判定记录", "Telling the log")) as progress:
                tell_archive(root, asked.handbook, asked.as_of, asked.log, progress)
    except ArchiveError as error:
        voice.lack(Exit.INPUT, str(root), str(error), "see tuotou archive --help")
    return report, history


def _note_log(voice: Voice, told: BeliefFile, history: History) -> None:
    """How much the log holds; where recording times are assumed, that it proves nothing about lateness (rule 3)."""
    rows, path = f"{told.rows:,}", told.path
    voice.note(voice.words(f"{rows} 行判定记录已写入 {path}", f"{rows} lines of the log written to {path}"))
    if history.recording_assumed:
        voice.note(
            voice.words(
                "记录时刻是假定的：判定记录里的时刻也是假定的",
                "recording times are assumed: so are the instants of the log",
            )
        )
