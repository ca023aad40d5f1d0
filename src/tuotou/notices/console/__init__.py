"""The log as a channel: to see what would be sent, and for a machine that has no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import structlog

from tuotou.notices.channel import Limit
from tuotou.notices.kind import ChannelKind, Clock
from tuotou.notices.letter import Letter

log = structlog.get_logger("tuotou.notices")


@dataclass(frozen=True, slots=True)
class Console:
    """Writes each letter as one line of the log."""

    limit: Limit | None = None

    def send(self, letter: Letter) -> str:
        """Its id is its receipt."""
        log.info("letter", id=letter.id, level=letter.level, title=letter.title, text=letter.text)
        return letter.id


def _open(_: Mapping[str, str], __: Clock) -> Console:
    return Console()


KIND: Final = ChannelKind("console", "日志（试用）", "The log, for trying out", (), _open)
