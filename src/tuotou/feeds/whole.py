"""A file that is written beside its name, and takes it when it is whole: until then an older one of that name stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

UNFINISHED: Final = ".unfinished"


def unfinished(path: Path) -> Path:
    """Where a file is written until it is whole."""
    return path.with_name(path.name + UNFINISHED)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Where to write. At the end that becomes `path`; where the work fails, it goes away. Raises OSError."""
    target = path.resolve()  # where `path` is a link, what it leads to is replaced
    place = unfinished(target)
    try:
        yield place
        place.replace(target)
    except OSError as error:
        if error.filename == str(place):
            error.filename = str(path)  # the name that was asked for
        raise
    finally:
        place.unlink(missing_ok=True)
