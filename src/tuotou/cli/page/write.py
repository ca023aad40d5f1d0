"""The page as a file."""

from __future__ import annotations

from pathlib import Path

from tuotou.cli.page.page import page
from tuotou.cli.page.subject import Subject
from tuotou.cli.voice import Voice
from tuotou.feeds.whole import whole


def write_page(path: Path, subject: Subject, voice: Voice) -> None:
    """Writes the page, in the command's language first. Raises OSError."""
    with whole(path) as place:
        place.write_text(page(subject, voice.language), "utf-8")
