"""Backup: the database and the evidence into one tar file, while others go on working."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from tuotou.feeds.whole import whole
from tuotou.operations.upkeep.manifest import DATABASE, EVIDENCE, MANIFEST, Counted, Held, Manifest
from tuotou.store import dump


def backup(to: Path, home: Path, now: int) -> Manifest:
    """Write a backup; only its owner may read it. Raises `store.dump.NoDump` and OSError.

    The database is copied first: evidence that it names was there by then, and evidence is never changed.
    """
    with whole(to) as place, TemporaryDirectory(prefix=".backup-", dir=to.resolve().parent) as beside:
        copy = Path(beside) / DATABASE
        dump.dump(copy)
        with _private(place) as file, tarfile.open(fileobj=file, mode="w") as tar:
            files = {name: held for name, path in _files(copy, home) if (held := _added(tar, name, path))}
            manifest = Manifest(version("tuotou"), now, dump.kind(), tuple(dump.migrations()), files)
            _write(tar, MANIFEST, manifest.text().encode())
            tar.close()
            file.flush()
            os.fsync(file.fileno())
    return manifest


def _files(copy: Path, home: Path) -> Iterator[tuple[str, Path]]:
    """The name in the backup, and where the file lies."""
    yield DATABASE, copy
    for path in sorted((home / EVIDENCE).rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(home).as_posix(), path


def _added(tar: tarfile.TarFile, name: str, path: Path) -> Held | None:
    """One file more; None where it went away meanwhile: its time was over."""
    try:
        with path.open("rb") as file:
            counted = Counted(file)
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = (stat := os.fstat(file.fileno())).st_size, int(stat.st_mtime), 0o600
            tar.addfile(entry, counted)
            return counted.held()
    except FileNotFoundError:
        return None


def _write(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))


def _private(path: Path) -> io.BufferedWriter:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
