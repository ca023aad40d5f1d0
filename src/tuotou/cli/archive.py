"""`tuotou archive`: events from files into an archive on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tuotou.cli.archive_live import archive_live
from tuotou.cli.count import count
from tuotou.cli.exits import Exit
from tuotou.cli.loading import load_handbook, load_mapping, load_roster, load_vocabulary, tell_reading
from tuotou.cli.options import BadRows, Json, Lang, Map, Roster
from tuotou.cli.outputs import BAD_ROWS, check_outputs
from tuotou.cli.refused import bad_rows_file
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.core.standards.handbook import Handbook
    from tuotou.core.trail.vocabulary import Vocabulary
    from tuotou.feeds import FeedMapping
    from tuotou.feeds import roster as feeds
    from tuotou.operations.archive_events import Archived


def archive(
    lang: Lang,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILES…]",
            help="同一来源的文件；不写则归档平台里已经结束的日子 · "
            "Files of one source; without any, the days of the live platform that are over.",
        ),
    ] = None,
    map: Map = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="DIR",
            help="归档目录，没有则新建；平台缺省为数据目录下的 archive · Archive folder, made where there is none; "
            "of the live platform the data folder's own, if not said.",
        ),
    ] = None,
    bad_rows: BadRows = None,
    roster: Roster = None,
    json: Json = False,
) -> None:
    """把文件或平台归档成按日分区的 Parquet，可重复执行 · Files, or the platform's days, into an archive."""
    voice = Voice(lang, json)
    if not files:
        raise typer.Exit(archive_live(voice, to))
    if map is None or to is None:
        voice.misused("--map" if map is None else "--to", "", "files need it", NEEDED)
    _check(voice, files, (map, roster), to, bad_rows)
    vocabulary = load_vocabulary(voice)
    mapping = load_mapping(voice, map, vocabulary)
    handbook = load_handbook(voice, None) if roster else None
    watched = load_roster(voice, roster, handbook) if handbook else None
    archived = _archived(voice, files, mapping, vocabulary, to, bad_rows)
    if handbook and watched:
        archived = _with_days(voice, archived, to, watched, handbook)
    raise typer.Exit(_say(archived, files, voice))


NEEDED: Final = "name the mapping that reads them, and a folder"


def _check(
    voice: Voice, files: Sequence[Path], beside: Sequence[str | Path | None], to: Path, bad_rows: Path | None
) -> None:
    """No output replaces an input, and the archive is a folder of its own."""
    from tuotou.feeds.bad_rows import holds_bad_rows

    kept = [file for file in files if not holds_bad_rows(file)]  # what is right by now of the others is in the archive
    check_outputs(voice, {BAD_ROWS: bad_rows}, [*kept, *beside, to])
    if to.is_file():
        voice.misused("--to", str(to), "this is a file", "name a folder")
    others = to.is_dir() and any(not each.name.startswith(".") for each in to.iterdir())
    if others and not (to / "archive.json").exists():
        voice.lack(Exit.INPUT, str(to), "the folder holds other things", "name a new or empty folder, or an archive")


def _archived(
    voice: Voice, files: Sequence[Path], mapping: FeedMapping, vocabulary: Vocabulary, to: Path, bad_rows: Path | None
) -> Archived:
    """The files in the archive."""
    from tuotou.operations.archive_events import archive_events
    from tuotou.operations.history import Files

    given = Files(files, mapping, vocabulary, bad_rows_file(voice, bad_rows))
    with voice.progress(voice.words("归档", "Archiving")) as progress, _refusing(voice, to):
        return archive_events(given.parts(), to, vocabulary, given.bad_rows, lambda _, done, of: progress(done, of))


def _with_days(voice: Voice, archived: Archived, to: Path, roster: feeds.Roster, handbook: Handbook) -> Archived:
    """What the calendar says of the roster's rows in the archive too (kernel rule 47)."""
    from tuotou.operations.roster import archive_roster, noted

    archived = noted(archived, roster)
    if not (to / "archive.json").exists():
        return archived
    with _refusing(voice, to):
        return replace(archived, said=archive_roster(to, roster, handbook))


@contextmanager
def _refusing(voice: Voice, to: Path) -> Iterator[None]:
    """What is wrong with an archive ends the command."""
    from tuotou.archive.layout import ArchiveError

    try:
        yield
    except ArchiveError as error:
        voice.lack(Exit.INPUT, str(to), str(error), "name a new folder, or an archive")


def _say(archived: Archived, files: Sequence[Path], voice: Voice) -> Exit:
    appended = archived.appended
    told = tell_reading(voice, archived, files)
    if voice.as_json:
        voice.json(_as_json(archived))
    else:
        voice.show(
            voice.words(
                f"{archived.rows:,} 行 → {appended.events:,} 个事件，新增 {appended.added:,} 个，"
                f"写入 {len(appended.days)} 天；{archived.refused:,} 行不合格。",
                f"{count(archived.rows, 'row')} → {count(appended.events, 'event')}, {appended.added:,} new, "
                f"{count(len(appended.days), 'day')} written; {count(archived.refused, 'row')} refused.",
            )
        )
        if archived.said:
            said = archived.said
            voice.show(
                voice.words(
                    f"台账：{said.events:,} 个日、月事件，新增 {said.added:,} 个。",
                    f"Roster: {count(said.events, 'event')} of days and months, {said.added:,} new.",
                )
            )
    return told if appended.events or told is Exit.DONE else Exit.INPUT


def _as_json(archived: Archived) -> dict[str, object]:
    return {
        "appended": asdict(archived.appended),
        "roster": archived.said and asdict(archived.said),
        "rows": archived.rows,
        "refused": archived.refused,
        "rejected": archived.rejected.to_dicts(),
        "findings": [asdict(found) for found in archived.findings],
        "problems": [asdict(problem) for problem in archived.problems],
        "bad_files": archived.bad_files,
    }
