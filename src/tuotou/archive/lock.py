"""One writer at a time: two that replace the same day would lose one another's events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tuotou.archive.layout import ArchiveError

try:
    import fcntl
except ImportError:  # Windows: there the archive is written by one command of one user
    fcntl = None  # type: ignore[assignment]


@contextmanager
def only_writer(root: Path) -> Iterator[None]:
    """Hold the archive for writing; the system lets go of it should the process die. Raises `ArchiveError`."""
    with (root / ".lock").open("w") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise ArchiveError(f"{root}: another process is writing to it; try again when it is done") from None
        yield
