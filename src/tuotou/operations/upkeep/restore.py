"""Restore: a backup into the database and the evidence folder; all of it was checked before anything is replaced."""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from tuotou.operations.upkeep.manifest import DATABASE, EVIDENCE, MANIFEST, BadBackup, Counted, Manifest, read_manifest
from tuotou.store import dump, lease
from tuotou.store.health import known_migrations


def restore(source: Path, home: Path, now: int, replace: bool) -> Manifest:
    """Take back a backup. Raises `BadBackup`, `store.dump.NoDump` and OSError; then all is as it was.

    With `replace` it takes the place of what is there.
    """
    manifest = _manifest(source)
    _check_fits(manifest)
    _check_target(home, now, replace)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".restore-", dir=home) as beside:
        _unpack(source, manifest, Path(beside))
        with _in_place(Path(beside) / EVIDENCE, home / EVIDENCE):
            dump.load(Path(beside) / DATABASE)
    return manifest


def _manifest(source: Path) -> Manifest:
    try:
        with tarfile.open(source, "r:") as tar:
            return read_manifest(_file(tar, MANIFEST).read())
    except (tarfile.TarError, KeyError):
        raise BadBackup("this is no backup of Tuotou", "name a file that tuotou backup wrote") from None


def _check_fits(manifest: Manifest) -> None:
    if manifest.database != dump.kind():
        what = f"the backup is of {manifest.database}, the database is {dump.kind()}"
        raise BadBackup(what, "set DATABASE_URL to a database of that kind")
    if set(manifest.migrations) - known_migrations():
        raise BadBackup("the backup was made by a newer version", "install that version")


def _check_target(home: Path, now: int, replace: bool) -> None:
    evidence = any(path.is_file() for path in (home / EVIDENCE).rglob("*"))
    if not replace and (evidence or not dump.is_empty()):
        raise BadBackup("there is data already", "--replace puts the backup in its place")
    worker = lease.holder(now) if lease.TABLE in dump.tables() else None
    if worker or dump.others():
        raise BadBackup("the platform is running", "end tuotou serve first")


def _unpack(source: Path, manifest: Manifest, to: Path) -> None:
    """Every file that the manifest names, and no other, each as its checksum says."""
    (to / EVIDENCE).mkdir()
    with tarfile.open(source, "r:") as tar:
        for name, held in manifest.files.items():
            target = to / _inside(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                counted = Counted(_file(tar, name))  # type: ignore[arg-type]
                with target.open("xb") as file:
                    shutil.copyfileobj(counted, file, 1 << 20)
            except (tarfile.TarError, KeyError):
                raise BadBackup(f"{name} is missing in the backup", "take another backup") from None
            if counted.held() != held:
                raise BadBackup(f"{name} is damaged in the backup", "take another backup")


def _inside(name: str) -> PurePosixPath:
    """A path that leads nowhere else."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[:1] not in ((DATABASE,), (EVIDENCE,)):
        raise BadBackup("this is no backup of Tuotou", "name a file that tuotou backup wrote")
    return path


def _file(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    file = tar.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file


@contextmanager
def _in_place(new: Path, folder: Path) -> Iterator[None]:
    """A folder with its new content; the old one comes back where what follows fails."""
    old = new.with_name("before")
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    try:
        yield
    except BaseException:
        folder.rename(new)
        if old.exists():
            old.rename(folder)
        raise
    os.sync()
