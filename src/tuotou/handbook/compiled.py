"""The shipped handbook as it was last read, kept as Python keeps its bytecode: to read it anew takes ten times as long.

It lies in `__pycache__` and holds until a document, or the code that reads documents, is another. Where Python may not
write bytecode, neither is this written. Who could forge it could as well forge the code beside it.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

import polars as pl

import tuotou.core
from tuotou.core.standards.handbook import Handbook

SHIPPED: Final = Path(__file__).parent
READ: Final = (SHIPPED, Path(tuotou.core.__file__).parent)
"""The documents, and the code that reads them."""
Stamp = tuple[tuple[str, ...], ...]


def read_compiled() -> Handbook | None:
    """The shipped handbook without a problem; None where it must be read from its documents."""
    try:
        stamp, handbook = pickle.loads(_place().read_bytes())
    except Exception:  # not there, cut off, or of classes that are gone: whatever it is, the documents are there
        return None
    return handbook if stamp == _stamp() else None


def write_compiled(handbook: Handbook) -> None:
    """Keep what the documents came to, where that can be written."""
    if sys.dont_write_bytecode:
        return
    with suppress(OSError):
        place = _place()
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished = place.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(pickle.dumps((_stamp(), handbook)))
        unfinished.replace(place)


def _place() -> Path:
    return Path(cache_from_source(str(SHIPPED / "handbook.yaml"))).with_suffix(".pickle")


def _stamp() -> Stamp:
    return (("polars", pl.__version__), *sorted(each for folder in READ for each in _files(folder)))


def _files(folder: Path | str) -> Iterator[tuple[str, ...]]:
    with os.scandir(folder) as found:
        for each in found:
            if not each.is_dir():
                known = each.stat()
                yield each.path, str(known.st_mtime_ns), str(known.st_size)
            elif each.name != "__pycache__":
                yield from _files(each.path)
