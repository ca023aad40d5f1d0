"""The page as a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tuotou.cli.exits import Exit
from tuotou.cli.page.page import page
from tuotou.cli.page.subject import Subject
from tuotou.cli.voice import Voice


def check_page(path: Path, files: Sequence[Path], voice: Voice) -> None:
    """Ends the command, before the work is done, where no page can be written."""
    if path.resolve() in [file.resolve() for file in files]:
        voice.lack(Exit.USAGE, f"--out {path}", "this is what is read", "name another file")
    if path.is_dir():
        voice.lack(Exit.USAGE, f"--out {path}", "this is a folder", "name a file, such as report.html")
    if not path.parent.is_dir():
        voice.lack(Exit.USAGE, f"--out {path}", "there is no such folder", "make it first")


def write_page(path: Path, subject: Subject, voice: Voice) -> None:
    """Writes the page, in the command's language first. Raises OSError."""
    path.write_text(page(subject, voice.language), "utf-8")
