"""A file as bytes: unzipped where it is gzip, and cut into blocks of whole lines."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

from tuotou.feeds.batch import TableError, table_error

BLOCK: Final = 16 << 20  # bytes of text handed on at once
LONGEST: Final = 64 << 20  # a single line beyond this is no table
GZIP: Final = b"\x1f\x8b"
BOM: Final = b"\xef\xbb\xbf"
_READ: Final = 1 << 16
_QUOTED_LINES: Final = 1_000  # a quoted cell with more line breaks than this is a quote that never closes


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of the text in order; raises `TableError` where gzip breaks off, after all that came before."""
    with path.open("rb") as file:
        head = file.read(_READ)
        if head.startswith(GZIP):
            yield from _unzipped(head, file, path.name)
        else:
            yield from chain([head], iter(lambda: file.read(_READ), b""))


def _unzipped(head: bytes, file: BinaryIO, name: str) -> Iterator[bytes]:
    unzip, whole = zlib.decompressobj(31), False
    while head:
        try:
            yield unzip.decompress(head)
        except zlib.error as error:
            raise _broken(name, f"the gzip data is damaged ({error})") from error
        whole, head = unzip.eof, unzip.unused_data or file.read(_READ)
        unzip = zlib.decompressobj(31) if whole else unzip  # files joined by `cat` hold several members
    if not whole:
        raise _broken(name, "the gzip file is cut off")


def _broken(name: str, what: str) -> TableError:
    return table_error(name, what, "fetch the file again; the rows before the break were read")


def blocks(path: Path, *, quoted: bool = True) -> Iterator[bytes]:
    """Blocks of whole lines without a byte-order mark; with `quoted`, a line break inside quotes ends no line.

    Raises `TableError` like `chunks`, after the whole lines before the break.
    """
    rest = b""
    for place, portion in enumerate(_portions(path)):
        rest = rest + portion if place else portion.removeprefix(BOM)
        cut = _cut(rest, quoted, path.name)
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
    if rest:
        yield rest


def _portions(path: Path) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    try:
        for chunk in chunks(path):
            held.append(chunk)
            size += len(chunk)
            if size >= BLOCK:
                yield b"".join(held)
                held, size = [], 0
    except TableError:
        yield b"".join(held)
        raise
    yield b"".join(held)


def _cut(text: bytes, quoted: bool, name: str) -> int:
    """Where the last whole line ends; 0 where there is none."""
    last = end = text.rfind(b"\n")
    inside = quoted and text.count(b'"', 0, max(end, 0)) % 2 == 1
    for _ in range(_QUOTED_LINES):
        if not inside or end < 0:
            break
        before = text.rfind(b"\n", 0, end)
        inside ^= text.count(b'"', max(before, 0), end) % 2 == 1
        end = before
    if len(text) > LONGEST and last < 0:
        raise table_error(name, "a line of more than 64 MB", "export the table with one line a row")
    return (last if inside or end < 0 else end) + 1
