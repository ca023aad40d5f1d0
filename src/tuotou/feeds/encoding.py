"""Bytes of unknown encoding to UTF-8: UTF-8 or GB18030, also mixed line by line in one file."""

from __future__ import annotations

from typing import Final

LOST: Final = "\ufffd"
"""Stands for bytes that no encoding explains."""


def to_utf8(block: bytes, encoding: str) -> tuple[bytes, bool]:
    """The block in UTF-8, and whether some bytes were lost (each leaves U+FFFD behind)."""
    try:
        if encoding == "gb18030":
            return block.decode("gb18030").encode(), False
        block.decode("utf-8")
        return block, False
    except UnicodeDecodeError:
        lines = [_line(line, encoding) for line in block.split(b"\n")]
        return "\n".join(lines).encode(), any(LOST in line for line in lines)


def _line(line: bytes, encoding: str) -> str:
    if line.isascii():
        return line.decode("ascii")
    for name in ("utf-8", "gb18030") if encoding == "auto" else (encoding,):
        text = _decoded(line, name)
        # Two bytes of GBK can pass for one Latin letter of UTF-8; Chinese in UTF-8 takes three.
        if text is not None and (name != "utf-8" or encoding == "utf-8" or max(text) >= "\u0800"):
            return text
    return line.decode("utf-8", errors="replace")


def _decoded(line: bytes, name: str) -> str | None:
    try:
        return line.decode(name)
    except UnicodeDecodeError:
        return None
