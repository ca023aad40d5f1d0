"""A letter's words as one text of an app, no longer than it takes; what is left out is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tuotou.notices import markdown
from tuotou.notices.letter import Attachment, Letter

_LEFT: Final = {"zh": "…共 {all} 行，此处 {here} 行", "en": "… {here} of {all} lines"}
_SEE: Final = {"zh": "…共 {all} 行，见附件", "en": "… {all} lines in all, see the attachment"}
_UNSENT: Final = {"zh": "附件 {name} 不能经此渠道发送", "en": "{name} is attached; this channel carries no files"}
_WHOLE: Final = {"zh": "全文.txt", "en": "whole text.txt"}


def fitted(lines: Sequence[str], most: int, more: str) -> str:
    """The lines, or as many as fit into `most` bytes of UTF-8 and then `more`, which may say `{all}` and `{here}`."""
    if _size(lines) <= most:
        return "\n".join(lines)
    here = len(lines)
    while here and _size([*lines[:here], more.format(all=len(lines), here=here)]) > most:
        here -= 1
    return "\n".join([*lines[:here], more.format(all=len(lines), here=here)])


def words(letter: Letter, dialect: markdown.Dialect, most: int) -> str:
    """For a channel that carries no files."""
    unsent = [dialect.text(_said(_UNSENT, letter).format(name=one.name)) for one in letter.attachments]
    room = most - _size(["", *unsent])
    return "\n".join([fitted(markdown.lines(letter.text, dialect), room, _said(_LEFT, letter)), *unsent])


def words_and_files(letter: Letter, dialect: markdown.Dialect, most: int) -> tuple[str, tuple[Attachment, ...]]:
    """For a channel that carries files: a text that is too long is one of them where no other goes with it."""
    lines = markdown.lines(letter.text, dialect)
    if _size(lines) <= most or letter.attachments:
        return fitted(lines, most, _said(_SEE, letter)), letter.attachments
    whole = "\n".join(markdown.lines(letter.text, markdown.TEXT)).encode("utf-8-sig")
    return fitted(lines, most, _said(_SEE, letter)), (Attachment(_said(_WHOLE, letter), whole, "text/plain"),)


def _size(lines: Sequence[str]) -> int:
    return len("\n".join(lines).encode())


def _said(said: dict[str, str], letter: Letter) -> str:
    return said.get(letter.lang, said["zh"])
