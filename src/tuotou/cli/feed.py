"""`tuotou feed`: what a mapping makes of a file, files in, and the sources that come by themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tuotou.cli.feed_view import as_json, ended, show
from tuotou.cli.loading import load_mapping, load_vocabulary
from tuotou.cli.options import BadRows, Json, Lang, NeededMap
from tuotou.cli.outputs import BAD_ROWS, check_outputs
from tuotou.cli.push import push
from tuotou.cli.refused import bad_rows_file
from tuotou.cli.sources import sources
from tuotou.cli.voice import Voice

feed = typer.Typer(help="数据接入 · Feeds: tables of any source in.", no_args_is_help=True)


@feed.callback()
def _group() -> None:
    """数据接入 · Feeds: tables of any source in."""


feed.command("push")(push)
feed.add_typer(sources, name="sources")


@feed.command("try")
def try_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV、NDJSON、Parquet、Excel，可为 gzip · gzip too.")],
    lang: Lang,
    map: NeededMap,
    bad_rows: BadRows = None,
    json: Json = False,
) -> None:
    """试读文件：前几行和所有问题 · The first rows as events, and everything that is wrong."""
    from tuotou.operations.try_feed import try_feed

    voice = Voice(lang, json)
    check_outputs(voice, {BAD_ROWS: bad_rows}, [file, map])
    vocabulary = load_vocabulary(voice)
    mapping = load_mapping(voice, map, vocabulary)
    with voice.progress(voice.words("试读", "Reading")):
        tried = try_feed(file, mapping, vocabulary, bad_rows=bad_rows_file(voice, bad_rows))
    if json:
        voice.json(as_json(tried))
    else:
        show(tried, [file], vocabulary, voice)
    raise typer.Exit(ended(tried))
