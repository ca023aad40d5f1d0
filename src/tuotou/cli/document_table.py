"""Documents of the handbook as tables for the terminal: a list of them, or one told line by line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from tuotou.cli.voice import Voice
    from tuotou.core.document import Bilingual
    from tuotou.core.standards.standard import Source

STATUS = {"draft": "草稿", "trial": "试行", "in_force": "生效", "retired": "停用"}


def listing(title: str, bold: bool = False) -> Table:
    """A table without frames."""
    style = "bold" if bold else None
    return Table(
        title=title, title_justify="left", title_style=style, box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True
    )


def named(title: Bilingual, id: str, version: int, voice: Voice) -> Text:
    """A document's title, and below it what it is called by."""
    return Text.assemble(voice.of(title), "\n", (f"{id} v{version}", "dim"))


def status(word: str, voice: Voice) -> str:
    """Whether it is in force."""
    return voice.words(STATUS[word], word.replace("_", " "))


def told(heading: str, rows: Iterable[tuple[str, str]], sources: Iterable[Source], voice: Voice) -> Table:
    """One document: its lines by name, then where it comes from."""
    table = Table(title=heading, title_justify="left", show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*row)
    for source in sources:
        table.add_row(voice.words("依据", "Source"), f"{source.text} ({source.edition}, {source.confidence})")
    return table
