"""`tuotou notices`: what people were told, how it went out, and how they want to hear."""

from __future__ import annotations

from typing import Annotated

import typer

from tuotou.cli.database import opened, with_key
from tuotou.cli.deed import By, deed, now
from tuotou.cli.options import Json, Lang
from tuotou.cli.voice import Voice
from tuotou.cli.word_check import among

notices = typer.Typer(help="通知 · Notices: what people were told, and how it went.", no_args_is_help=True)
Staff = Annotated[str, typer.Argument(metavar="STAFF", help="工号 · Staff number.")]
Number = Annotated[int, typer.Argument(metavar="ID", help="通知编号 · The notice's number.")]
Most = Annotated[int, typer.Option("--most", metavar="N", min=1, help="最多列几条 · At most so many.")]
Level = Annotated[
    str, typer.Option("--level", metavar="LEVEL", help="级别 · Level: red_line, serious, normal, notice.")
]


@notices.command("list")
def list_(
    person: Staff,
    lang: Lang,
    unread: Annotated[bool, typer.Option("--unread", help="只看未读 · Only what is unread.")] = False,
    open: Annotated[bool, typer.Option("--open", help="只看还没人处理的 · Only what nobody has taken up.")] = False,
    level: Level = "",
    before: Annotated[
        int | None, typer.Option("--before", metavar="ID", help="从这条往前翻 · The page before this notice.")
    ] = None,
    most: Most = 50,
    json: Json = False,
) -> None:
    """一个人的站内通知，新的在前 · The inbox of a person, newest first."""
    voice = opened(lang, json)
    from tuotou.cli.notices_view import counted, inbox_table, told_json
    from tuotou.core.standards.standard import LEVELS
    from tuotou.operations.notices.inbox import Asked, counters, inbox

    among(voice, "--level", level, LEVELS)
    with deed(voice, person) as response:
        found = inbox(response, Asked(person, unread, open, level, before, most), lang, now())
        count = counters(person)
    if json:
        voice.json({"unread": count.unread, "open": count.open, "notices": [told_json(one) for one in found]})
    else:
        voice.show(inbox_table(found, voice), counted(count, voice))


@notices.command()
def show(id: Number, lang: Lang, json: Json = False) -> None:
    """一条通知：原文，经哪些消息发出 · One notice, and the letters that it went by."""
    voice = opened(lang, json)
    from tuotou.cli.notices_view import notice_json, notice_page
    from tuotou.operations.notices.inbox import notice

    with deed(voice, str(id)) as response:
        told, went = notice(response, id, lang, now())
    voice.json(notice_json(told, went)) if json else voice.show(*notice_page(told, went, voice))


@notices.command()
def read(
    person: Staff,
    lang: Lang,
    ids: Annotated[
        list[int] | None, typer.Option("--id", metavar="ID", help="只这几条，缺省为全部 · Only these; else all.")
    ] = None,
    json: Json = False,
) -> None:
    """标为已读 · Mark as read."""
    voice = opened(lang, json)
    from tuotou.operations.notices.inbox import read as run

    done = run(person, ids, now())
    voice.json({"read": done}) if json else voice.show(voice.words(f"已读 {done} 条", f"Read: {done}"))


@notices.command()
def outbox(
    lang: Lang,
    state: Annotated[
        str,
        typer.Option(
            "--state",
            metavar="STATE",
            help="状态 · waiting, sending, sent, failed, unclear, spared.",
        ),
    ] = "",
    channel: Annotated[str, typer.Option("--channel", metavar="NAME", help="只看一个通道 · Of one channel.")] = "",
    person: Annotated[str, typer.Option("--person", metavar="STAFF", help="只看发给谁的 · To one person.")] = "",
    most: Most = 100,
    json: Json = False,
) -> None:
    """发出和待发的消息，新的在前 · The letters, newest first."""
    voice = opened(lang, json)
    from tuotou.cli.notices_view import letter_json, letters
    from tuotou.operations.notices.outbox import Posted
    from tuotou.operations.notices.outbox import outbox as run
    from tuotou.store.models.letter import STATES

    among(voice, "--state", state, STATES)
    with_key()
    found = run(Posted(state, channel, person, most))
    voice.json([letter_json(one) for one in found]) if json else voice.show(letters(found, voice))


@notices.command()
def resend(
    by: By,
    lang: Lang,
    id: Annotated[str, typer.Argument(metavar="[ID]", help="消息编号 · The letter's id.", show_default=False)] = "",
    channel: Annotated[
        str,
        typer.Option("--channel", metavar="NAME", help="一个通道发不出的全部 · All that a channel did not take."),
    ] = "",
    json: Json = False,
) -> None:
    """重发一条消息，或一个通道发不出的全部 · Send a letter again, or all that a channel did not take."""
    voice = opened(lang, json)
    if bool(id) == bool(channel):
        voice.misused("--channel", None, "one letter, or all of a channel", "name one of them")
    from tuotou.operations.notices.outbox import resend as one
    from tuotou.operations.notices.outbox import resend_all
    from tuotou.operations.warnings.handling import Hand

    with_key()
    with deed(voice, id or channel):
        hand = Hand(by, now())
        done = resend_all(channel, hand) if channel else len([one(id, hand)])
    said = voice.words(f"重发 {done} 条", f"To be sent again: {done}")
    voice.json({"letters": done}) if json else voice.show(said)


@notices.command()
def preferences(
    person: Staff,
    lang: Lang,
    by: Annotated[str, typer.Option("--by", metavar="STAFF", help="谁改的（工号） · Who changes it.")] = "",
    level: Level = "",
    ways: Annotated[
        str | None,
        typer.Option(
            "--ways",
            metavar="WAYS",
            help="这一级走哪些路，如 'chat or mail, sms'；none 只进站内；default 随公司 · "
            "By which ways of the level; none: the inbox alone; default: as the company does it.",
        ),
    ] = None,
    speak: Annotated[
        str, typer.Option("--speak", metavar="zh|en", help="用哪种语言通知 · Language of the notices.")
    ] = "",
    quiet: Annotated[
        str | None,
        typer.Option(
            "--quiet",
            metavar="HH:MM-HH:MM",
            help="免打扰时段；never 不设；default 随公司 · Hours without calls; never: none; default: the company's.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """看或改一个人怎样被通知 · See or change how a person is told."""
    voice = opened(lang, json)
    from tuotou.cli.notice_choices import Choices, change
    from tuotou.cli.notices_view import preference_json, preference_table
    from tuotou.operations.notices.preferences import preferences as run

    with deed(voice, person):
        change(voice, person, Choices(by, level, ways, speak, quiet))
    found = run(person)
    voice.json([preference_json(one) for one in found]) if json else voice.show(preference_table(found, voice))


@notices.command()
def contacts(
    lang: Lang,
    person: Annotated[str, typer.Argument(metavar="[STAFF]", help="工号 · Staff number.", show_default=False)] = "",
    channel: Annotated[
        str, typer.Option("--channel", metavar="NAME", help="改这个通道上的地址 · Change the address of this channel.")
    ] = "",
    to: Annotated[
        str | None, typer.Option("--to", metavar="ADDRESS", help="地址，空为删除 · The address; empty: none.")
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="STAFF", help="谁改的（工号） · Who changes it.")] = "",
    json: Json = False,
) -> None:
    """各人在各通道的地址，只显示一部分 · Where channels find people, masked; with --to, change one."""
    voice = opened(lang, json)
    from tuotou.cli.notices_view import contact_json, contact_table
    from tuotou.operations.notices.contacts import contacts as run
    from tuotou.operations.notices.contacts import set_contact
    from tuotou.operations.warnings.handling import Hand

    with_key()
    if to is not None:
        _needed(voice, person, channel, by)
        with deed(voice, person):
            set_contact(person, channel, to, Hand(by, now()))
    found = run(person)
    voice.json([contact_json(one) for one in found]) if json else voice.show(contact_table(found, voice))


def _needed(voice: Voice, person: str, channel: str, by: str) -> None:
    for option, value in (("STAFF", person), ("--channel", channel), ("--by", by)):
        if not value:
            voice.misused(option, None, "an address is of somebody by a channel", "name all of them")
