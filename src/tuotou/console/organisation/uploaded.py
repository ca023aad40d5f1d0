"""Workbooks that were handed in and not taken yet: under a name that nobody guesses, for whoever handed them in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from tuotou.console.page import Request
from tuotou.console.tags import words
from tuotou.feeds.packed_size import unpacked_size

MOST: Final = 20 * 2**20
UNPACKED: Final = 256 * 2**20
KINDS: Final = (".xlsx", ".xls", ".csv")
WAITING: Final = "organisation uploads"
"""Under which a session says what was handed in: key → the name that it had."""
AT_ONCE: Final = 5


class NotTaken(ValueError):
    """A file that is not even read."""

    def __init__(self, said: str, status: int) -> None:
        super().__init__(said)
        self.said, self.status = said, status


@dataclass(frozen=True, slots=True)
class Kept:
    """One of them."""

    key: str
    name: str
    path: Path

    @property
    def refused(self) -> Path:
        """Where its refused rows go."""
        return self.path.with_name(f"{self.key}.refused.csv")


def keep(request: Request) -> str:
    """The key of what is handed in. Raises `NotTaken`."""
    file = request.FILES.get("file")
    if file is None or not file.name:
        raise NotTaken(words("请选择一个文件", "choose a file"), 422)
    kind = Path(file.name).suffix.lower()
    if kind not in KINDS:
        raise NotTaken(words("只收 .xlsx、.xls、.csv", ".xlsx, .xls and .csv only"), 415)
    if (file.size or 0) > MOST:
        raise NotTaken(words("文件超过 20 MB", "the file is larger than 20 MB"), 413)
    key = secrets.token_hex(16)
    place = _place(key, kind)
    with place.open("xb") as to:
        for chunk in file.chunks():
            to.write(chunk)
    if unpacked_size(place, UNPACKED) > UNPACKED:
        place.unlink()
        raise NotTaken(words("解压后太大", "it unpacks to too much"), 413)
    _remember(request, key, Path(file.name).stem[:80] + kind)
    return key


def kept(request: Request, key: str) -> Kept | None:
    """What this browser handed in under a key."""
    name = request.session.get(WAITING, {}).get(key)
    if name is None:
        return None
    return Kept(key, name, _place(key, Path(name).suffix))


def _remember(request: Request, key: str, name: str) -> None:
    """The last few; what was handed in before is thrown away."""
    waiting = {**request.session.get(WAITING, {}), key: name}
    for old in list(waiting)[:-AT_ONCE]:
        gone = _place(old, Path(waiting.pop(old)).suffix)
        for path in gone.parent.glob(f"{old}.*"):
            path.unlink(missing_ok=True)
    request.session[WAITING] = waiting


def _place(key: str, kind: str) -> Path:
    folder: Path = settings.HOME / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{key}{kind}"
