"""`tuotou backup` and `tuotou restore`: the database and the evidence as one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tuotou.cli.count import count
from tuotou.cli.database import open_database
from tuotou.cli.database_commands import migrated
from tuotou.cli.exits import Exit
from tuotou.cli.instant import shown
from tuotou.cli.options import Json, Lang
from tuotou.cli.outputs import check_outputs
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.operations.upkeep.manifest import Manifest


def backup(
    to: Annotated[Path, typer.Argument(metavar="FILE.tar", help="写到哪里 · Where to write it.")],
    lang: Lang,
    json: Json = False,
) -> None:
    """备份数据库和证据，运行中也可以 · Back up the database and the evidence, also while the platform runs."""
    voice = Voice(lang, json)
    check_outputs(voice, {"FILE.tar": to}, [])
    open_database(voice)
    from django.conf import settings

    from tuotou.clockwork.clock import clock
    from tuotou.operations.upkeep.backup import backup as back_up

    with _refusing(voice, to):
        manifest = back_up(to, settings.HOME, clock())
    _tell(voice, manifest, voice.words("已备份", "Backed up"))


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE.tar", help="tuotou backup 写的文件 · What backup wrote.")],
    lang: Lang,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace", help="已有数据也覆盖，原数据不保留 · Take the place of data that is there; it is lost."
        ),
    ] = False,
    json: Json = False,
) -> None:
    """从备份恢复，先校验再替换 · Take back a backup; all of it is checked before anything is replaced."""
    voice = Voice(lang, json)
    open_database(voice, migrated=False)
    from django.conf import settings

    from tuotou.clockwork.clock import clock
    from tuotou.operations.upkeep.restore import restore as take_back

    with _refusing(voice, source):
        manifest = take_back(source, settings.HOME, clock(), replace)
    migrated(voice)  # a backup of an older version is brought up to this one
    _tell(voice, manifest, voice.words("已恢复", "Restored"))


@contextmanager
def _refusing(voice: Voice, file: Path) -> Iterator[None]:
    """What hinders it ends the command."""
    from tuotou.operations.upkeep.manifest import BadBackup
    from tuotou.store.dump import NoDump

    try:
        yield
    except BadBackup as bad:
        voice.lack(Exit.INPUT, str(file), bad.what, bad.right)
    except NoDump as wrong:
        voice.lack(Exit.DATABASE, str(file), wrong.what, wrong.right)


def _tell(voice: Voice, manifest: Manifest, done: str) -> None:
    if voice.as_json:
        voice.json(asdict(manifest))
        return
    size = f"{sum(held.bytes for held in manifest.files.values()) / 1e6:,.1f} MB"
    evidence = len(manifest.files) - 1
    made = shown(manifest.made_at)
    voice.show(
        voice.words(
            f"{done}：{manifest.database} 数据库，{evidence:,} 个证据文件，{size}；{made}，版本 {manifest.version}",
            f"{done}: the {manifest.database} database, {count(evidence, 'file')} of evidence, {size}; "
            f"made {made}, version {manifest.version}.",
        )
    )
