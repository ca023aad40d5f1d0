"""What a command writes, checked before it opens anything: nothing may replace what is read, or each other."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final

from tuotou.cli.voice import Voice

BAD_ROWS: Final = "--bad-rows"
Fault = tuple[str, str]  # what is wrong, and what would be right


def check_outputs(
    voice: Voice,
    outputs: Mapping[str, Path | None],
    read: Sequence[Path | str | None],
    documents: Sequence[Path | None] = (),
) -> None:
    """Ends the command where an output, by its option, would take the place of something else, or cannot be written.

    Of a folder that is `read`, an archive, nothing may be replaced; of folders of `documents`, no document.
    """
    wanted = {option: path for option, path in outputs.items() if path is not None}
    sources = [Path(each) for each in read if each is not None and os.path.exists(each)]
    folders = [folder.resolve() for folder in documents if folder is not None]
    for option, path in wanted.items():
        for what, right in _faults(option, path, sources, folders):
            voice.misused(option, str(path), what, right)
    for (first, one), (second, other) in combinations(wanted.items(), 2):
        if _replaces(first, one, other) or _replaces(second, other, one):
            voice.misused(second, str(other), f"{first} goes to the same file", "name another file")


def _faults(option: str, path: Path, sources: Sequence[Path], folders: Sequence[Path]) -> Iterator[Fault]:
    above = path.resolve().parents
    if any(_replaces(option, path, source) for source in sources):
        yield "this is what is read", "name another file"
    if any(source.resolve() in above for source in sources if source.is_dir()):
        yield "this lies in a folder that is read", "name a file outside it"
    if path.suffix == ".yaml" and any(folder in above for folder in folders):
        yield "this lies among the documents that are read", "name a file outside their folder"
    yield from _closed(path)


def _closed(path: Path) -> Iterator[Fault]:
    """Why no file can be written under this name."""
    folder = path.resolve().parent
    if os.path.isdir(path):
        yield "this is a folder", "name a file in it"
    elif os.path.exists(path) and not os.path.isfile(path):
        yield "this is no file that can be replaced", "name an ordinary file"
    if not os.path.isdir(folder):
        yield "there is no such folder", "make it first"
    elif not os.access(folder, os.W_OK):
        yield "nothing can be written in this folder", "name a file in another one"


def _replaces(option: str, path: Path, other: Path) -> bool:
    """Whether another file would be lost: by its name, or by one that is used until the file is whole.

    Bad rows under several headers go to files that are numbered.
    """
    from tuotou.feeds.whole import UNFINISHED

    path, other = path.resolve(), other.resolve()
    if os.path.exists(path) and os.path.exists(other) and path.samefile(other):
        return True
    number = r"(\.\d+)?" if option == BAD_ROWS else ""
    names = f"{re.escape(path.stem)}{number}{re.escape(path.suffix)}({re.escape(UNFINISHED)})?"
    return path.parent == other.parent and re.fullmatch(names, other.name) is not None
