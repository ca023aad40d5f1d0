"""Pictures of the evidence folder, found by the fingerprint that an event names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from django.conf import settings

FOLDER: Final = "evidence"
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{4,128}")
KINDS: Final = {
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".webp": ("image/webp", b"RIFF"),
}
"""How its name may end → its type, and how it begins: a file that lies about what it is is not shown."""


def picture(fingerprint: str) -> tuple[Path, str] | None:
    """The file and its type; None where the folder has none, or what lies there is no picture.

    It lies in the folder itself, or in one that is named by the first two characters.
    """
    if not _NAME.fullmatch(fingerprint):
        return None
    root = Path(settings.HOME) / FOLDER
    for folder in (root, root / fingerprint[:2]):
        for ending, (type_, begin) in KINDS.items():
            file = folder / f"{fingerprint}{ending}"
            if file.is_file() and _begins(file, begin):
                return file, type_
    return None


def _begins(file: Path, begin: bytes) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(begin)) == begin
