"""A letter becomes a line of the log, without its address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import structlog

from tuotou.notices import markdown
from tuotou.notices.channel import Limit
from tuotou.notices.kind import ChannelKind, Clock
from tuotou.notices.letter import Letter

log = structlog.get_logger("tuotou.notices")


class Console:
    """Takes everything."""

    limit: Limit | None = None

    def send(self, letter: Letter) -> str:
        """As a warning, so that it is seen whatever level is logged."""
        text = " / ".join(filter(None, markdown.lines(letter.text, markdown.TEXT)))
        title = markdown.one_line(letter.title)
        files, buttons = [one.name for one in letter.attachments], [one.act for one in letter.buttons]
        log.warning(
            "letter", letter=letter.id, level=letter.level, title=title, text=text, files=files, buttons=buttons
        )
        return letter.id


def _open(settings: Mapping[str, str], clock: Clock) -> Console:
    return Console()


KIND: Final = ChannelKind("console", "日志（试用）", "The log, for trying out", (), _open)
