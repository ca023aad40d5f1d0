"""`tuotou channels`: the ways by which messages leave the house."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from tuotou.cli.database import opened, with_key
from tuotou.cli.deed import By, deed, now
from tuotou.cli.exits import Exit
from tuotou.cli.options import Json, Lang
from tuotou.cli.voice import Voice

channels = typer.Typer(help="消息通道 · Channels: how messages leave the house.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="通道名 · The channel's name.")]


@channels.command("list")
def list_(lang: Lang, json: Json = False) -> None:
    """列出通道，各有多少消息在等 · List the channels, and what waits for each."""
    voice = _opened(lang, json)
    from tuotou.cli.channels_view import as_json, table
    from tuotou.operations.notices.channels import channels as run

    found = run()
    voice.json([as_json(one) for one in found]) if json else voice.show(table(found, voice))


@channels.command()
def kinds(lang: Lang, json: Json = False) -> None:
    """列出能装哪些通道、各要什么设置 · The kinds of channels there are, and what each must be told."""
    voice = Voice(lang, json)
    from tuotou.cli.channels_view import kinds_json, kinds_table

    voice.json(kinds_json()) if json else voice.show(kinds_table(voice))


@channels.command()
def add(
    name: Name,
    by: By,
    lang: Lang,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="种类，见 channels kinds · Its kind.")],
    set: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="设置，可多次；值写 @文件 从文件读，密钥不进命令行 · A setting; @FILE reads it from a file.",
        ),
    ] = None,
    way: Annotated[
        str, typer.Option("--way", metavar="WAY", help="通向哪里：chat、sms、mail、group，缺省随种类 · Where it leads.")
    ] = "",
    group: Annotated[
        list[str] | None,
        typer.Option("--group", metavar="UNIT", help="是哪个单位的群，可多次 · The unit whose group it is."),
    ] = None,
    json: Json = False,
) -> None:
    """装一个通道，或改它的设置 · Install a channel, or change its settings."""
    voice = _opened(lang, json)
    given = _settings(voice, set or [])
    from tuotou.operations.notices.channels import add_channel, give_group, lead
    from tuotou.operations.warnings.handling import Hand

    hand = Hand(by, now())
    with deed(voice, name) as response:
        add_channel(response.notices, name, kind, given, hand)
        if way:
            lead(name, way, hand)
        for unit in group or []:
            give_group(name, unit, "zh", hand)
    _say(voice, name)


@channels.command()
def show(name: Name, lang: Lang, json: Json = False) -> None:
    """一个通道：设置、所属的群；密钥不显示 · One channel: its settings and groups; secrets are not shown."""
    _say(_opened(lang, json), name)


@channels.command()
def enable(name: Name, by: By, lang: Lang, json: Json = False) -> None:
    """启用，攒下的消息接着发 · Switch it on; what waited for it leaves."""
    _switch(_opened(lang, json), name, by, True)


@channels.command()
def disable(name: Name, by: By, lang: Lang, json: Json = False) -> None:
    """停用，消息先攒着 · Switch it off; what is for it waits."""
    _switch(_opened(lang, json), name, by, False)


@channels.command()
def remove(name: Name, by: By, lang: Lang, json: Json = False) -> None:
    """删除一个没发过消息的通道 · Remove a channel by which nothing ever left."""
    voice = _opened(lang, json)
    from tuotou.operations.notices.channels import remove as run
    from tuotou.operations.warnings.handling import Hand

    with deed(voice, name):
        run(name, Hand(by, now()))
    voice.json({"removed": name}) if json else voice.show(voice.words(f"已删除 {name}", f"Removed {name}"))


@channels.command()
def test(
    name: Name,
    lang: Lang,
    to: Annotated[
        str, typer.Option("--to", metavar="ADDRESS", help="发给谁；群机器人不用写 · To whom; a robot knows its group.")
    ] = "",
    json: Json = False,
) -> None:
    """马上发一条试试 · Send one message now, to see whether it works."""
    voice = _opened(lang, json)
    from tuotou.clockwork.clock import clock
    from tuotou.notices.channel import Refused, TryLater
    from tuotou.operations.notices.channels import try_channel

    with deed(voice, name) as response:
        try:
            receipt = try_channel(response.notices, name, to, lang, clock)
        except (Refused, TryLater) as error:
            voice.lack(Exit.NOT_DONE, name, f"the channel did not take it: {error}", "mend its settings and try again")
    voice.json({"receipt": receipt}) if json else voice.show(voice.words("已发出", "Sent"))


def _opened(lang: Lang, json: bool) -> Voice:
    voice = opened(lang, json)
    with_key()
    return voice


def _switch(voice: Voice, name: str, by: str, on: bool) -> None:
    from tuotou.operations.notices.channels import enable as run
    from tuotou.operations.warnings.handling import Hand

    with deed(voice, name):
        run(name, on, Hand(by, now()))
    _say(voice, name)


def _say(voice: Voice, name: str) -> None:
    from tuotou.cli.channels_view import one_json, one_table
    from tuotou.operations.notices.channels import installed

    with deed(voice, name):
        found = installed(name)
    voice.json(one_json(found)) if voice.as_json else voice.show(one_table(found, voice))


def _settings(voice: Voice, words: list[str]) -> Mapping[str, str]:
    found = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            voice.misused("--set", None, "a setting is NAME=VALUE", "for example --set url=https://…")
        try:
            found[name] = Path(value[1:]).read_text("utf-8").strip() if value.startswith("@") else value
        except OSError as error:
            voice.misused("--set", name, str(error.strerror), "name a file that can be read")
    return found
