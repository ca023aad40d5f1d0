"""A paragraph that breaks where Chinese may break: between any two characters, not inside a number or Latin word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

_PIECE: Final = re.compile(r"[^\W一-鿿][\w.,:%/-]*(?: %)?|\s+|.[，。、：；！？）”%]*")


class Paragraph:
    """A bold heading and its text, wrapped to the width of the terminal."""

    def __init__(self, heading: str, text: str, indent: int = 1) -> None:
        self.heading, self.text, self._indent = heading, text, indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        margin = " " * self._indent
        lines = list(_lines(self.heading + self.text, options.max_width - self._indent))
        text = Text("\n".join(margin + line for line in lines))
        text.stylize("bold", self._indent, self._indent + len(self.heading))
        yield text


def _lines(text: str, width: int) -> Iterator[str]:
    line = ""
    for piece in _PIECE.findall(text):
        if line and cell_len(line) + cell_len(piece.rstrip()) > width:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    yield line
