"""The flat XML that WeCom speaks: names and texts of the first level. No entities, no document type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from tuotou.notices.callback import Unreadable

Texts = Mapping[str, Any]
"""Text, or texts again, by name."""


def read(text: bytes | str) -> dict[str, str]:
    """Name → text. Raises `Unreadable`."""
    found: dict[str, str] = {}
    path: list[str] = []

    def begin(name: str, _: dict[str, str]) -> None:
        path.append(name)
        if len(path) == 2:
            found[name] = ""

    def say(words: str) -> None:
        if len(path) == 2:
            found[path[1]] += words

    def refuse(*_: object) -> None:
        raise Unreadable("XML with a document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler = begin, say
    parser.EndElementHandler = lambda name: path.pop() and None
    parser.StartDoctypeDeclHandler = refuse  # entities could only be declared there
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError):
        raise Unreadable("not XML") from None
    return found


def write(texts: Texts, name: str = "xml") -> str:
    """Name → text, or texts again, as XML."""
    inner = (
        write(said, each) if isinstance(said, dict) else f"<{each}>{escape(said)}</{each}>"
        for each, said in texts.items()
    )
    return f"<{name}>{''.join(inner)}</{name}>"
