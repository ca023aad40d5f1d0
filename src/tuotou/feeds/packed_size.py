"""How large a file is once it is unpacked, found piece by piece: kilobytes of gzip may hold gigabytes."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

BLOCK: Final = 2**20
GZIP, RAW = 31, -15
LOCAL: Final = struct.Struct("<26xHH")
"""A part's own header: how long its name and what stands after it are."""


def unpacked_size(path: Path, most: int) -> int:
    """Bytes as it really unpacks; beyond `most` it is not counted on. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        if head.startswith(b"PK\x03\x04"):
            return _counted(_zipped(path, file), most)
        return _counted(_gzipped(file), most) if head.startswith(b"\x1f\x8b") else path.stat().st_size


def _counted(sizes: Iterator[int], most: int) -> int:
    """What they come to; what breaks off is as large as it was till then."""
    found = 0
    try:
        for size in sizes:
            found += size
            if found > most:
                break
    except (zlib.error, zipfile.BadZipFile, struct.error):
        pass  # who reads it as a table says what is wrong with it
    return found


def _zipped(path: Path, file: IO[bytes]) -> Iterator[int]:
    """What its directory says of sizes is not believed."""
    with zipfile.ZipFile(path) as packed:
        for part in packed.infolist():
            file.seek(part.header_offset)
            name, extra = LOCAL.unpack(file.read(LOCAL.size))
            file.seek(name + extra, 1)
            if part.compress_type == zipfile.ZIP_DEFLATED:
                yield from _inflated(file, RAW)
            else:
                yield part.file_size


def _gzipped(file: IO[bytes]) -> Iterator[int]:
    """One after another, as gzip allows."""
    while file.peek(1):  # type: ignore[attr-defined]
        yield from _inflated(file, GZIP)


def _inflated(file: IO[bytes], window: int) -> Iterator[int]:
    """The sizes of the pieces of one stream; the file stands behind it then."""
    opener = zlib.decompressobj(window)
    while not opener.eof and (piece := opener.unconsumed_tail or file.read(BLOCK)):
        yield len(opener.decompress(piece, BLOCK))
    file.seek(-len(opener.unused_data), 1)
