"""`tuotou archive` without files: the days of the live platform that are over."""

from __future__ import annotations

from pathlib import Path

from tuotou.cli.count import count
from tuotou.cli.database import open_database
from tuotou.cli.exits import Exit
from tuotou.cli.loading import load_vocabulary
from tuotou.cli.voice import Voice


def archive_live(voice: Voice, to: Path | None) -> Exit:
    """Copies the days that are over to the archive and says which."""
    open_database(voice)
    from django.conf import settings

    from tuotou.archive.layout import ArchiveError
    from tuotou.clockwork.clock import clock
    from tuotou.operations.live.archive_days import archive_days

    root, vocabulary = to or Path(settings.ARCHIVE), load_vocabulary(voice)
    try:
        with voice.progress(voice.words("归档", "Archiving")) as progress:
            days = archive_days(root, vocabulary, clock(), progress)
    except ArchiveError as error:
        voice.lack(Exit.INPUT, str(root), str(error), "name a new folder, or an archive")
    if voice.as_json:
        voice.json({"to": str(root), "days": {str(each.day): each.events for each in days}})
        return Exit.DONE
    events = sum(each.events for each in days)
    voice.show(
        voice.words(
            f"归档 {len(days)} 天、{events:,} 个事件到 {root}。",
            f"{count(len(days), 'day')}, {count(events, 'event')} copied to {root}.",
        )
    )
    return Exit.DONE
