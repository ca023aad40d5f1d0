"""`tuotou tokens`: who may come in by the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from tuotou.cli.database import opened
from tuotou.cli.deed import By, moment, now
from tuotou.cli.exits import Exit
from tuotou.cli.instant import shown
from tuotou.cli.options import Json, Lang
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.store.models import ApiToken

tokens = typer.Typer(help="接口令牌 · Tokens: who may come in by the API.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="对接系统的名字 · The name of the system that uses it.")]


@tokens.command()
def issue(
    name: Name,
    by: By,
    lang: Lang,
    scopes: Annotated[
        list[str], typer.Option("--scope", metavar="SCOPE", help="权限，可多次，见 tokens scopes · What it may do.")
    ],
    unit: Annotated[
        str, typer.Option("--unit", metavar="CODE", help="只见这个单位及其下属 · Sees this unit and what is below.")
    ] = "",
    rate: Annotated[int, typer.Option("--rate", metavar="N", help="每秒请求数上限 · Requests a second.")] = 50,
    until: Annotated[
        str | None, typer.Option("--until", metavar="T", help="有效期至（北京时间） · Valid until, Beijing time.")
    ] = None,
    json: Json = False,
) -> None:
    """发一个令牌；密钥只显示这一次 · Issue a token; its secret is shown this once."""
    voice = opened(lang, json)
    expires = None if until is None else moment(voice, "--until", until)
    from tuotou.operations.access.tokens import CannotIssue, Wish
    from tuotou.operations.access.tokens import issue as run

    try:
        token, secret = run(Wish(name, scopes, unit, rate, expires), by, now())
    except CannotIssue as error:
        voice.lack(Exit.NOT_DONE, name, error.what, error.right)
    if json:
        voice.json({**_as_json(token), "secret": secret})
    else:
        voice.note(voice.words("密钥只显示这一次，请妥善保存：", "The secret is shown this once; keep it safe:"))
        voice.out.print(secret, markup=False, soft_wrap=True)


@tokens.command("list")
def list_(lang: Lang, json: Json = False) -> None:
    """列出令牌 · All tokens."""
    voice = opened(lang, json)
    from tuotou.operations.access.tokens import listed

    found = listed()
    voice.json([_as_json(one) for one in found]) if json else voice.show(_table(found, voice))


@tokens.command()
def revoke(name: Name, by: By, lang: Lang, json: Json = False) -> None:
    """吊销一个令牌，立即生效 · Revoke a token, at once and for good."""
    voice = opened(lang, json)
    from tuotou.operations.access.tokens import CannotIssue
    from tuotou.operations.access.tokens import revoke as run

    try:
        token = run(name, by, now())
    except CannotIssue as error:
        voice.lack(Exit.NOT_THERE, name, error.what, error.right)
    voice.json(_as_json(token)) if json else voice.show(voice.words(f"已吊销 {name}", f"Revoked {name}"))


@tokens.command()
def scopes(lang: Lang, json: Json = False) -> None:
    """令牌能有的权限 · What a token may be allowed."""
    voice = Voice(lang, json)
    from tuotou.operations.access.scopes import SCOPES

    if json:
        voice.json({name: {"zh": said.zh, "en": said.en} for name, said in SCOPES.items()})
        return
    table = Table(box=None)
    for head in (("权限", "Scope"), ("能做什么", "Allows to")):
        table.add_column(voice.words(*head))
    for name, said in SCOPES.items():
        table.add_row(name, voice.of(said))
    voice.show(table)


def _table(found: Sequence[ApiToken], voice: Voice) -> Table:
    heads = (("名称", "Name"), ("前缀", "Prefix"), ("权限", "Scopes"), ("单位", "Unit"), ("负责人", "Owner"))
    table = Table(box=None)
    for head in (*heads, ("最近使用", "Last used"), ("状态", "State")):
        table.add_column(voice.words(*head))
    for one in found:
        used = voice.words("从未", "never") if one.used_at is None else shown(one.used_at)
        table.add_row(one.name, f"tt_{one.prefix}", " ".join(one.scopes), one.unit, one.owner, used, _state(one, voice))
    return table


def _state(one: ApiToken, voice: Voice) -> str:
    if one.revoked_at is not None:
        return voice.words(f"{shown(one.revoked_at)} 吊销", f"revoked {shown(one.revoked_at)}")
    if one.expires_at is not None and one.expires_at <= now():
        return voice.words("已过期", "expired")
    if one.expires_at is not None:
        return voice.words(f"有效至 {shown(one.expires_at)}", f"until {shown(one.expires_at)}")
    return voice.words("有效", "valid")


def _as_json(one: ApiToken) -> dict[str, Any]:
    names = ("name", "prefix", "scopes", "unit", "rate", "owner", "made_at", "expires_at", "revoked_at", "used_at")
    return {name: getattr(one, name) for name in names}
