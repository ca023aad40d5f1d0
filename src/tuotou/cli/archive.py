"""`tuotou archive`: events from files into an archive on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tuotou.cli.exits import Exit
from tuotou.cli.loading import load_mapping
from tuotou.cli.options import BadRows, Json, Lang
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
    from tuotou.feeds.bad_rows import BadRows as Writer
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
    writer = Writer(bad_rows, voice.told) if bad_rows else None
    with voice.progress(voice.words("归档", "Archiving")) as progress:
        try:
            archived = archive_events(
                converted,
                to,
                vocabulary,
                lambda part: writer.add(part.bad) if writer else None,
                lambda _, done, of: progress(done, of),
            )
        except ArchiveError as error:
            voice.lack(Exit.INPUT, str(to), str(error), "name a new folder, or an archive")
    raise typer.Exit(_say(archived, writer.files if writer else (), voice))


def _say(archived: Archived, bad_files: Sequence[Path], voice: Voice) -> Exit:
    appended = archived.appended
    if voice.as_json:
        voice.json(asdict(archived))
    else:
        voice.problems(archived.problems)
        voice.show(
            voice.words(
                f"{archived.rows:,} 行 → {appended.events:,} 个事件，新增 {appended.added:,} 个，"
                f"写入 {len(appended.days)} 天；{archived.refused:,} 行不合格。",
                f"{archived.rows:,} rows → {appended.events:,} events, {appended.added:,} new, "
                f"{len(appended.days)} days written; {archived.refused:,} rows refused.",
            )
        )
        if archived.refused and not bad_files:
            voice.note(
                voice.words(
                    "原因用 tuotou feed try 查看；加 --bad-rows FILE 可写成文件来改，改好再归档那个文件。",
                    "tuotou feed try says why; --bad-rows FILE writes them out, to be corrected and archived.",
                )
            )
        for path in bad_files:
            voice.note(
                voice.words("不合格的行在此，改好再归档：", "Refused rows, to be corrected and archived: ") + str(path)
            )
    if archived.problems or archived.refused:
        return Exit.PARTLY if appended.events else Exit.INPUT
    return Exit.DONE
