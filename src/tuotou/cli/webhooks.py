"""`tuotou webhooks`: who else is told of what happens, and how it goes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from tuotou.cli.database import opened, with_key
from tuotou.cli.deed import By, Note, deed, moment, now
from tuotou.cli.options import Json, Lang
from tuotou.cli.word_check import among

if TYPE_CHECKING:
    from tuotou.cli.voice import Voice
    from tuotou.core.trail.vocabulary import Vocabulary
    from tuotou.operations.deliveries.subscribers import Ground
    from tuotou.store.models import Subscriber

webhooks = typer.Typer(help="推送 · Webhooks and trace pushes: who else is told.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="订阅方的名字 · The subscriber's name.")]
Url = Annotated[str, typer.Option("--url", metavar="URL", help="推送到哪里 · Where to.")]
Form = Annotated[
    str, typer.Option("--form", metavar="FORM", help="webhook，或 kuaidi100（轨迹回传） · webhook, or kuaidi100.")
]
Topics = Annotated[
    list[str], typer.Option("--topic", metavar="TOPIC", help="推送什么，可多次 · What of, may be given several times.")
]
Sites = Annotated[list[str], typer.Option("--site", metavar="CODE", help="只推这些场地 · Of these sites only.")]
Kinds = Annotated[list[str], typer.Option("--kind", metavar="KIND", help="只推这些事件 · Of these event kinds only.")]
Standards = Annotated[
    list[str], typer.Option("--standard", metavar="ID", help="只推这些标准 · Of these standards only.")
]
Secret = Annotated[
    str,
    typer.Option(
        "--secret", metavar="TEXT", envvar="TUOTOU_WEBHOOK_SECRET", help="签名密钥，缺省新生成 · What signs it."
    ),
]
Company = Annotated[
    str, typer.Option("--company", metavar="CODE", help="平台对本公司的编码，如 yuantong · What a platform calls us.")
]
Followed = Annotated[bool, typer.Option("--followed", help="只回传订阅的单号 · Traces of followed parcels only.")]
State = Annotated[str, typer.Option("--state", metavar="STATE", help="只看一种状态 · waiting, sent, refused, failed.")]
Most = Annotated[int, typer.Option("--most", metavar="N", min=1, max=1000, help="最多列几条 · At most so many.")]
Before = Annotated[int, typer.Option("--before", metavar="N", help="从这个序号往前 · Those before this number.")]


@webhooks.command("list")
def list_(lang: Lang, json: Json = False) -> None:
    """列出订阅方 · List who is told."""
    voice = opened(lang, json)
    from tuotou.cli.webhooks_view import as_json, listing
    from tuotou.operations.deliveries.subscribers import listed

    with_key()
    found = listed()
    voice.json([as_json(one) for one in found]) if json else voice.show(listing(found, voice))


@webhooks.command()
def add(
    name: Name,
    url: Url,
    by: By,
    lang: Lang,
    topic: Topics = [],  # noqa: B006  Typer reads it, nobody changes it
    site: Sites = [],  # noqa: B006
    kind: Kinds = [],  # noqa: B006
    standard: Standards = [],  # noqa: B006
    form: Form = "webhook",
    secret: Secret = "",
    company: Company = "",
    followed: Followed = False,
    json: Json = False,
) -> None:
    """登记一个订阅方；密钥只在此时显示 · Add one; its secret is shown now and never again."""
    voice = opened(lang, json)
    from tuotou.clockwork.clock import shared_clock
    from tuotou.operations.deliveries.subscribers import Wish, subscribe
    from tuotou.operations.deliveries.wants import Wants
    from tuotou.operations.warnings.handling import Hand

    with_key()
    wants = Wants(topic, (), kind, site, standard, followed, company)
    with deed(voice, name) as response:
        wish = Wish(name, url, wants, form, secret)
        one = subscribe(wish, _ground(response.handbook.vocabulary), Hand(by, now()), shared_clock)
    _say(voice, one, secret=True)


@webhooks.command()
def show(name: Name, lang: Lang, json: Json = False) -> None:
    """说清一个订阅方 · One of them."""
    voice = opened(lang, json)
    from tuotou.operations.deliveries.subscribers import find

    with_key()
    with deed(voice, name):
        _say(voice, find(name))


@webhooks.command()
def change(
    name: Name,
    by: By,
    lang: Lang,
    url: Url = "",
    topic: Topics = [],  # noqa: B006
    site: Sites = [],  # noqa: B006
    kind: Kinds = [],  # noqa: B006
    standard: Standards = [],  # noqa: B006
    json: Json = False,
) -> None:
    """改地址或推送内容；没给的不变 · Change its address or what it wants; what is not given stays."""
    voice = opened(lang, json)
    from tuotou.clockwork.clock import shared_clock
    from tuotou.operations.deliveries.subscribers import change as run
    from tuotou.operations.deliveries.subscribers import find, wish_of
    from tuotou.operations.deliveries.wants import Wants
    from tuotou.operations.warnings.handling import Hand

    with_key()
    given: dict[str, Any] = {"topics": topic, "sites": site, "kinds": kind, "standards": standard}
    with deed(voice, name) as response:
        one = find(name)
        wants = replace(Wants.read(one.wants), **{word: value for word, value in given.items() if value})
        wish = replace(wish_of(one), url=url or one.url, wants=wants)
        one = run(name, wish, _ground(response.handbook.vocabulary), Hand(by, now()), shared_clock)
    _say(voice, one)


@webhooks.command()
def enable(name: Name, by: By, lang: Lang, json: Json = False) -> None:
    """恢复推送，从停下的地方接着推 · Go on where it was left."""
    voice = opened(lang, json)
    from tuotou.operations.deliveries.subscribers import enable as run
    from tuotou.operations.warnings.handling import Hand

    with_key()
    with deed(voice, name):
        _say(voice, run(name, Hand(by, now())))


@webhooks.command()
def disable(name: Name, by: By, lang: Lang, note: Note = "", json: Json = False) -> None:
    """停止推送，新的事实留着 · Send it nothing; what is new waits."""
    voice = opened(lang, json)
    from tuotou.operations.deliveries.subscribers import disable as run
    from tuotou.operations.warnings.handling import Hand

    with_key()
    with deed(voice, name):
        _say(voice, run(name, Hand(by, now(), note)))


@webhooks.command()
def rotate(name: Name, by: By, lang: Lang, secret: Secret = "", json: Json = False) -> None:
    """换密钥，旧的再用一天 · A new secret; the old one stays valid for a day."""
    voice = opened(lang, json)
    from tuotou.operations.deliveries.subscribers import rotate as run
    from tuotou.operations.warnings.handling import Hand

    with_key()
    with deed(voice, name):
        _say(voice, run(name, Hand(by, now()), secret), secret=True)


@webhooks.command()
def remove(name: Name, by: By, lang: Lang, json: Json = False) -> None:
    """删除订阅方和它的推送记录 · Remove it and its messages."""
    voice = opened(lang, json)
    from tuotou.operations.deliveries.subscribers import remove as run
    from tuotou.operations.warnings.handling import Hand

    with_key()
    with deed(voice, name):
        run(name, Hand(by, now()))
    voice.json({"removed": name}) if json else voice.show(voice.words(f"已删除 {name}", f"{name} is removed"))


@webhooks.command()
def follow(
    name: Name,
    numbers: Annotated[list[str], typer.Argument(metavar="NUMBERS…", help="单号 · Parcel numbers.")],
    by: By,
    lang: Lang,
    json: Json = False,
) -> None:
    """订阅单号的轨迹 · Push the traces of these parcels."""
    voice = opened(lang, json)
    from tuotou.operations.deliveries.subscribers import follow as run
    from tuotou.operations.warnings.handling import Hand

    with_key()
    with deed(voice, name):
        new = run(name, numbers, Hand(by, now()))
    voice.json({"new": new}) if json else voice.show(voice.words(f"新订阅 {new} 个单号", f"{new} are followed anew"))


@webhooks.command()
def log(
    name: Name,
    lang: Lang,
    id: Annotated[
        str, typer.Option("--id", metavar="ID", help="看一条推送的经过 · One message with its attempts.")
    ] = "",
    state: State = "",
    most: Most = 50,
    before: Before = 0,
    json: Json = False,
) -> None:
    """推送记录，新的在前 · Its messages, newest first."""
    voice = opened(lang, json)
    from tuotou.cli import webhooks_view as view
    from tuotou.operations.deliveries.log import Asked, delivery_log, delivery_story
    from tuotou.store.models.delivery import STATES

    with_key()
    among(voice, "--state", state, STATES)
    with deed(voice, name):
        if id:
            story = delivery_story(name, _uuid(voice, id))
            voice.json(view.story_json(story)) if json else voice.show(*view.story(story, voice))
        else:
            page = delivery_log(name, Asked(state, "", before or None, most))
            voice.json(view.page_json(page)) if json else voice.show(view.page(page, voice))


@webhooks.command()
def replay(
    name: Name,
    by: By,
    lang: Lang,
    id: Annotated[str, typer.Option("--id", metavar="ID", help="一条推送 · One message.")] = "",
    since: Annotated[str, typer.Option("--since", metavar="T", help="从何时（北京时间） · From then on.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="T", help="到何时 · Until then.")] = "",
    json: Json = False,
) -> None:
    """重推一条，或一段时间内的全部；编号不变 · Send one again, or all of a span, under the same ids."""
    voice = opened(lang, json)
    from tuotou.operations.deliveries.again import replay as run
    from tuotou.operations.warnings.handling import Hand

    with_key()
    if bool(id) == bool(since):
        voice.misused("--id", None, "neither a message nor a span", "--id, or --since and --until")
    at = now()
    span = (moment(voice, "--since", since), moment(voice, "--until", until) if until else at) if since else None
    with deed(voice, name):
        count = run(name, span or _uuid(voice, id), Hand(by, at))
    voice.json({"replayed": count}) if json else voice.show(voice.words(f"重推 {count} 条", f"{count} go out again"))


@webhooks.command()
def ping(name: Name, lang: Lang, json: Json = False) -> None:
    """立即发一条测试推送 · Send a test message now."""
    voice = opened(lang, json)
    from tuotou.cli.exits import Exit
    from tuotou.cli.webhooks_view import attempt_json, attempt_line
    from tuotou.clockwork.clock import clock
    from tuotou.operations.deliveries.again import ping as run
    from tuotou.operations.deliveries.wire import Wire

    with_key()
    with deed(voice, name) as response:
        attempt = run(name, Wire(_ground(response.handbook.vocabulary).allow), clock)
    voice.json(attempt_json(attempt)) if json else voice.show(attempt_line(attempt, voice))
    if attempt.outcome != "sent":
        raise typer.Exit(Exit.NOT_DONE)


def _ground(vocabulary: Vocabulary) -> Ground:
    from django.conf import settings

    from tuotou.operations.deliveries.subscribers import Ground

    return Ground(vocabulary, settings.WEBHOOK_ALLOW)


def _uuid(voice: Voice, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        voice.misused("--id", text, "this is no UUID", "see tuotou webhooks log")


def _say(voice: Voice, one: Subscriber, secret: bool = False) -> None:
    from tuotou.cli.webhooks_view import as_json, told

    if voice.as_json:
        voice.json(as_json(one) | ({"secret": one.secret} if secret else {}))
    else:
        voice.show(told(one, voice, secret))
