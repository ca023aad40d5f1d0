"""What a button that was pressed in a chat app does: the callbacks' questions, put to the notices."""

from __future__ import annotations

from typing import Final

from tuotou.api.callbacks import Desk
from tuotou.notices.callback import Answer
from tuotou.operations.notices.answering import Press, pressed
from tuotou.operations.notices.doors import find


def _answer(channel: str, said: Answer, now: int) -> str:
    return pressed(Press(channel, said.user, said.act, said.value), now)


DESK: Final = Desk(find, _answer)
