"""What a backup says of itself: its version, when it was made, and every file with its checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import BinaryIO, Final

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DATABASE: Final = "database"
EVIDENCE: Final = "evidence"


class BadBackup(Exception):
    """A file that is no backup, or one that cannot be taken back here; `right` says what would be right."""

    def __init__(self, what: str, right: str) -> None:
        super().__init__(what)
        self.what, self.right = what, right


@dataclass(frozen=True, slots=True)
class Held:
    """A file of a backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Written as the last file of a backup: one without it was never finished."""

    version: str
    made_at: int  # µs UTC
    database: str  # sqlite or postgresql
    migrations: tuple[str, ...]
    files: Mapping[str, Held]
    format: int = FORMAT

    def text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def read_manifest(text: bytes) -> Manifest:
    """What `Manifest.text` wrote. Raises `BadBackup`."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise BadBackup("the backup was made by a newer version", "install that version")
        files = {name: Held(each["bytes"], each["sha256"]) for name, each in said["files"].items()}
        return Manifest(said["version"], said["made_at"], said["database"], tuple(said["migrations"]), files)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadBackup("this is no backup of Tuotou", "name a file that tuotou backup wrote") from None


class Counted:
    """A file that is read through: afterwards its size and checksum are known."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._hash, self._bytes = file, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        chunk = self._file.read(size)
        self._hash.update(chunk)
        self._bytes += len(chunk)
        return chunk

    def held(self) -> Held:
        """What was read so far."""
        return Held(self._bytes, self._hash.hexdigest())
