"""A channel of tests: what it takes is a line of a file, and what it is to refuse is told it by the file beside it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuotou.notices.channel import Limit, Refused, TryLater
from tuotou.notices.kind import ChannelKind, Clock, Setting
from tuotou.notices.letter import Letter


@dataclass(frozen=True)
class FileChannel:
    """Writes a line for each letter, whole, before it says that it has it."""

    path: Path
    clock: Clock
    limit: Limit | None

    def send(self, letter: Letter) -> str:
        said = self.path.with_suffix(".say")
        word, _, after = (said.read_text() if said.exists() else "").partition(" ")
        if word == "later":
            raise TryLater("it is away", float(after or 0))
        if word == "refused" or letter.to == "nobody":
            raise Refused("no such address")
        row = {
            "id": letter.id, "to": letter.to, "title": letter.title, "text": letter.text, "level": letter.level,
            "lang": letter.lang, "at": self.clock(), "buttons": [[one.act, one.value] for one in letter.buttons],
            "attachments": [one.name for one in letter.attachments],
        }  # fmt: skip
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(file, (json.dumps(row) + "\n").encode())
        os.close(file)
        return f"receipt {letter.id[:6]}"


def _open(settings: Mapping[str, str], clock: Clock) -> FileChannel:
    limit = Limit(int(settings["letters"]), float(settings["seconds"])) if settings["letters"] else None
    return FileChannel(Path(settings["path"]), clock, limit)


KIND = ChannelKind(
    "file", "文件", "A file",
    (Setting("path", "路径", "where", required=True), Setting("letters", "条数", "how many"),
     Setting("seconds", "秒", "in how long", default="60"), Setting("token", "口令", "a secret", secret=True)),
    _open,
)  # fmt: skip


def got(path: Path) -> list[dict[str, Any]]:
    """What a channel has taken, in order."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
