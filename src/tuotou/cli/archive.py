"""`tuotou archive`: events from files into an archive on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tuotou.cli.exits import Exit
from tuotou.cli.loading import load_mapping, tell_reading
from tuotou.cli.options import BadRows, Json, Lang
from tuotou.cli.refused import bad_rows_file
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.operations.archive_events import Archived


def archive(
    files: Annotated[list[Path], typer.Argument(metavar="FILES…", help="同一来源的文件 · Files of one source.")],
    lang: Lang,
    map: Annotated[
        str, typer.Option("--map", metavar="MAP", help="映射名或文件 · A shipped mapping's name, or a file.")
    ],
    to: Annotated[
        Path,
        typer.Option("--to", metavar="DIR", help="归档目录，没有则新建 · Archive folder, made where there is none."),
    ],
    bad_rows: BadRows = None,
    json: Json = False,
) -> None:
    """把文件归档成按日分区的 Parquet，可重复执行 · Add files to an archive; doing it twice changes nothing."""
    from tuotou.archive.layout import ArchiveError
    from tuotou.feeds import read_events
    from tuotou.handbook import read_vocabulary
    from tuotou.operations.archive_events import archive_events

    voice = Voice(lang, json)
    vocabulary, problems = read_vocabulary()
    if problems:
        voice.refuse(Exit.DOCUMENTS, problems)
    mapping = load_mapping(voice, map, vocabulary)
    if (
        to.is_dir()
        and not (to / "archive.json").exists()
        and any(not each.name.startswith(".") for each in to.iterdir())
    ):
        voice.lack(Exit.INPUT, str(to), "the folder holds other things", "name a new or empty folder, or an archive")
    converted = chain.from_iterable(read_events(file, mapping, vocabulary) for file in files)
    with voice.progress(voice.words("归档", "Archiving")) as progress:
        try:
            archived = archive_events(
                converted,
                to,
                vocabulary,
                bad_rows_file(voice, bad_rows),
                lambda _, done, of: progress(done, of),
            )
        except ArchiveError as error:
            voice.lack(Exit.INPUT, str(to), str(error), "name a new folder, or an archive")
    raise typer.Exit(_say(archived, files, voice))


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
                f"{archived.rows:,} rows → {appended.events:,} events, {appended.added:,} new, "
                f"{len(appended.days)} days written; {archived.refused:,} rows refused.",
            )
        )
    return told if appended.events or told is Exit.DONE else Exit.INPUT


def _as_json(archived: Archived) -> dict[str, object]:
    return {
        "appended": asdict(archived.appended),
        "rows": archived.rows,
        "refused": archived.refused,
        "rejected": archived.rejected.to_dicts(),
        "findings": [asdict(found) for found in archived.findings],
        "problems": [asdict(problem) for problem in archived.problems],
        "bad_files": archived.bad_files,
    }
