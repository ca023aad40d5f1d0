"""`tuotou feed sources`: the brokers that events come from by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tuotou.cli.database import opened, with_key
from tuotou.cli.deed import By, now
from tuotou.cli.exits import Exit
from tuotou.cli.loading import load_vocabulary, load_watch
from tuotou.cli.options import Json, Lang, Map
from tuotou.cli.outputs import check_outputs
from tuotou.cli.voice import Voice
from tuotou.cli.word_check import among

if TYPE_CHECKING:
    from tuotou.operations.warnings.handling import Hand

sources = typer.Typer(help="数据源：从消息队列自动接入 · Sources: brokers that are read.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="数据源的名称 · The source's name.")]
Most = Annotated[int, typer.Option("--most", metavar="N", min=1, help="最多几条 · At most so many.")]


@sources.callback()
def _group() -> None:
    """数据源：从消息队列自动接入 · Sources: brokers that are read."""


@sources.command("list")
def list_(lang: Lang, json: Json = False) -> None:
    """列出数据源和各自的状况 · List the sources and how they stand."""
    voice = opened(lang, json)
    from tuotou.cli.sources_view import as_json, listing
    from tuotou.store.models import Source

    found = list(Source.objects.all().defer("secrets"))
    voice.json([as_json(one) for one in found]) if json else voice.show(listing(found, voice))


@sources.command()
def show(name: Name, lang: Lang, json: Json = False) -> None:
    """一个数据源的设置和状况 · One source: how it is read, and how it stands."""
    voice = opened(lang, json)
    from tuotou.cli.sources_view import as_json, story
    from tuotou.operations.sources.register import source

    with _doing(voice, name):
        one = source(name)
    voice.json(as_json(one)) if json else voice.show(story(one, voice))


@sources.command()
def add(
    name: Name,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="种类 · kafka, nats, mqtt.")],
    address: Annotated[str, typer.Option("--address", metavar="HOST:PORT", help="地址 · Where the broker is.")],
    by: By,
    lang: Lang,
    option: Annotated[
        list[str],
        typer.Option("--option", metavar="NAME=VALUE", help="选项，可多次，见 docs/brokers.md · topic=scans, …"),
    ] = [],  # noqa: B006
    secrets: Annotated[
        Path | None,
        typer.Option("--secrets", metavar="FILE", help="密码等，每行 名称=值，加密保存 · Lines of NAME=VALUE, sealed."),
    ] = None,
    map: Map = None,
    site: Annotated[
        str, typer.Option("--site", metavar="CODE", help="只属于一个场地时写 · The one site whose feed it is.")
    ] = "",
    silent_after: Annotated[
        int | None,
        typer.Option("--silent-after", metavar="S", min=1, help="多少秒没有消息算静默 · Silent after so many seconds."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="已有同名的就改成这样 · Let one of this name be read so.")
    ] = False,
    json: Json = False,
) -> None:
    """登记一个数据源，运行中的平台随即开始读 · Add a source; what runs begins to read it."""
    voice = opened(lang, json)
    with_key()
    from tuotou.cli.sources_view import as_json, story
    from tuotou.feeds.broker import Where
    from tuotou.operations.sources.register import Wanted, add_source

    where = Where(name, address, _pairs(voice, "--option", option), _secrets(voice, secrets))
    document = _document(voice, map)
    wanted = Wanted(where, kind, map or "", document, site, silent_after)
    with _doing(voice, name):
        one = add_source(wanted, load_watch(voice).vocabulary, _hand(by), replace)
    voice.json(as_json(one)) if json else voice.show(story(one, voice))


@sources.command()
def enable(name: Name, by: By, lang: Lang, json: Json = False) -> None:
    """启用 · Let it be read."""
    _switch(opened(lang, json), name, by, True)


@sources.command()
def disable(name: Name, by: By, lang: Lang, json: Json = False) -> None:
    """停用：几秒内停读，没读的留在队列里 · Let it be read no more; what was not read stays with the broker."""
    _switch(opened(lang, json), name, by, False)


@sources.command()
def remove(name: Name, by: By, lang: Lang, json: Json = False) -> None:
    """移除已停用的数据源和它退回的消息 · Remove one that is disabled, with what it refused."""
    voice = opened(lang, json)
    from tuotou.operations.sources.register import remove_source

    with _doing(voice, name):
        remove_source(name, _hand(by))
    voice.json({"name": name, "removed": True}) if json else voice.show(voice.words("已移除。", "Removed."))


@sources.command("try")
def try_(
    name: Name,
    lang: Lang,
    most: Most = 20,
    seconds: Annotated[
        int, typer.Option("--seconds", metavar="S", min=1, help="最多等几秒 · Wait at most so long.")
    ] = 10,
    json: Json = False,
) -> None:
    """试读几条消息，不确认也不入库 · Read some messages; nothing is acknowledged or recorded."""
    voice = opened(lang, json)
    with_key()
    from tuotou.cli.feed_view import as_json, ended
    from tuotou.cli.feed_view import show as show_tried
    from tuotou.clockwork.clock import clock
    from tuotou.operations.sources.attempt import try_source
    from tuotou.store.models import Source

    vocabulary = load_vocabulary(voice)
    with _doing(voice, name), voice.progress(voice.words("试读", "Reading")):
        from tuotou.operations.sources.register import source

        one = Source.objects.get(pk=source(name).pk)
        tried = try_source(one, vocabulary, most, clock, clock() + seconds * 1_000_000)
    if json:
        voice.json(as_json(tried))
    elif tried.rows:
        show_tried(tried, [], vocabulary, voice)
    else:
        voice.show(voice.words(f"{seconds} 秒内没有消息。", f"No message within {seconds} s."))
    raise typer.Exit(ended(tried) if tried.rows else Exit.DONE)


@sources.command()
def refused(
    name: Name,
    lang: Lang,
    most: Most = 100,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="全部写进文件，改好可再送入 · All into a file, to be corrected."),
    ] = None,
    json: Json = False,
) -> None:
    """列出不合格的消息和原因 · What was no event, and why."""
    voice = opened(lang, json)
    check_outputs(voice, {"--to": to}, [])
    from tuotou.cli.sources_view import refusals, refused_json
    from tuotou.operations.sources.refusals import export_refused, list_refused

    with _doing(voice, name):
        one, found = list_refused(name, most)
        written = export_refused(name, to, voice.told) if to else None
    if json:
        voice.json({"refused": [refused_json(row) for row in found], "written": written})
        return
    voice.show(refusals(one, found, voice))
    if to:
        again = f"tuotou feed push {to}" + (f" --map {one.mapping}" if one.mapping else "")
        voice.note(voice.words(f"已写入 {written:,} 条，改好后：{again}", f"{written:,} written; corrected: {again}"))


def _switch(voice: Voice, name: str, by: str, enabled: bool) -> None:
    from tuotou.cli.sources_view import as_json, line
    from tuotou.operations.sources.register import enable_source

    with _doing(voice, name):
        one = enable_source(name, _hand(by), enabled)
    voice.json(as_json(one)) if voice.as_json else voice.show(line(one, voice))


def _hand(by: str) -> Hand:
    from tuotou.operations.warnings.handling import Hand

    return Hand(by, now())


@contextmanager
def _doing(voice: Voice, name: str) -> Iterator[None]:
    """Ends the command with the reason if it cannot be done."""
    from tuotou.feeds.broker import BrokerAway, WrongWhere
    from tuotou.operations.warnings.handling import CannotDo, NotThere
    from tuotou.store.sealed import NotOurs

    try:
        yield
    except NotThere as error:
        voice.lack(Exit.NOT_THERE, name, error.what, error.right)
    except (CannotDo, WrongWhere) as error:
        voice.lack(Exit.NOT_DONE, name, error.what, error.right)
    except BrokerAway as error:
        voice.lack(Exit.INPUT, name, f"the broker cannot be reached ({error})", "check --address, and whether it runs")
    except NotOurs as error:
        what, _, right = str(error).partition("; right: ")
        voice.lack(Exit.NOT_DONE, name, what, right)


def _pairs(voice: Voice, option: str, lines: list[str]) -> dict[str, str]:
    found = {}
    for line in lines:
        name, sign, value = line.partition("=")
        if not sign or not name.strip():
            voice.misused(option, line.partition("=")[0], "no value", "write NAME=VALUE")
        found[name.strip()] = value.strip()
    return found


def _secrets(voice: Voice, file: Path | None) -> dict[str, str]:
    """Secrets in a file: on a command line all who use the machine would see them."""
    if file is None:
        return {}
    try:
        lines = [line for line in file.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError):
        voice.misused("--secrets", str(file), "this file cannot be read", "lines of NAME=VALUE, in UTF-8")
    return _pairs(voice, "--secrets", lines)


def _document(voice: Voice, map: str | None) -> str:
    """The mapping document that a path leads to; of a shipped mapping nothing."""
    from tuotou.feeds.shipped import SHIPPED

    if map is None or map in SHIPPED:
        return ""
    try:
        return Path(map).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        among(voice, "--map", map, SHIPPED)
        return ""
