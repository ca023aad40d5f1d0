"""`tuotou accounts`: who may sign in, for operators who sit at the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from tuotou.cli.database import opened
from tuotou.cli.deed import By, now
from tuotou.cli.exits import Exit
from tuotou.cli.instant import shown
from tuotou.cli.options import Json, Lang
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.store.models import Account

accounts = typer.Typer(help="账号 · Accounts: who may sign in.", no_args_is_help=True)
Staff = Annotated[str, typer.Argument(metavar="STAFF", help="工号 · The staff number.")]


@accounts.command("list")
def list_(lang: Lang, json: Json = False) -> None:
    """列出账号和状态 · All accounts, and how they stand."""
    voice = opened(lang, json)
    from tuotou.operations.access.account_state import accounts_of
    from tuotou.store.models import Person

    found = list(accounts_of(Person.objects.all()).order_by("person__staff_number"))
    voice.json([_as_json(one) for one in found]) if json else voice.show(_table(found, voice))


@accounts.command()
def give(staff: Staff, by: By, lang: Lang, json: Json = False) -> None:
    """给一个人开账号；首次密码只显示这一次 · An account for somebody; the first password is shown this once."""
    voice = opened(lang, json)
    from tuotou.operations.access.accounts import give as run

    with _doing(voice, staff):
        _, password = run(staff, by, now())
    _secret(voice, staff, password)


@accounts.command()
def reset(staff: Staff, by: By, lang: Lang, json: Json = False) -> None:
    """重置密码，首次登录须修改；只显示这一次 · A new password, to be changed at first use; shown this once."""
    voice = opened(lang, json)
    from tuotou.operations.access.accounts import reset_password

    with _doing(voice, staff):
        password = reset_password(staff, by, now())
    _secret(voice, staff, password)


@accounts.command()
def disable(staff: Staff, by: By, lang: Lang, json: Json = False) -> None:
    """停用一个账号，立即生效 · Nobody comes in by it any more, at once."""
    from tuotou.operations.access.accounts import disable as run

    _done(opened(lang, json), staff, lambda: run(staff, by, now()), ("已停用", "Disabled"))


@accounts.command()
def enable(staff: Staff, by: By, lang: Lang, json: Json = False) -> None:
    """启用一个停用的账号 · It may be used again."""
    from tuotou.operations.access.accounts import enable as run

    _done(opened(lang, json), staff, lambda: run(staff, by, now()), ("已启用", "Enabled"))


@accounts.command()
def unlock(staff: Staff, by: By, lang: Lang, json: Json = False) -> None:
    """解除登录失败造成的锁定 · It was locked by failures; it is no more."""
    from tuotou.operations.access.accounts import unlock as run

    _done(opened(lang, json), staff, lambda: run(staff, by, now()), ("已解锁", "Unlocked"))


def _done(voice: Voice, staff: str, act: Callable[[], None], said: tuple[str, str]) -> None:
    with _doing(voice, staff):
        act()
    if voice.as_json:
        voice.json({"staff_number": staff})
    else:
        voice.show(f"{voice.words(*said)} {staff}")


@contextmanager
def _doing(voice: Voice, staff: str) -> Iterator[None]:
    """What is done to an account; ends the command with the reason if it cannot be."""
    from tuotou.operations.access.accounts import CannotAccount
    from tuotou.operations.access.administrators import LastAdministrator

    try:
        yield
    except (CannotAccount, LastAdministrator) as error:
        voice.lack(Exit.NOT_DONE, staff, error.what, error.right)


def _secret(voice: Voice, staff: str, password: str) -> None:
    if voice.as_json:
        voice.json({"staff_number": staff, "password": password})
    else:
        voice.note(voice.words("密码只显示这一次：", "The password is shown this once:"))
        voice.out.print(password, markup=False, soft_wrap=True)


def _table(found: list[Account], voice: Voice) -> Table:
    from tuotou.operations.access.account_state import STATES, state_of

    table = Table(box=None)
    for head in (
        ("工号", "Staff number"),
        ("姓名", "Name"),
        ("状态", "State"),
        ("第二步", "Second step"),
        ("上次", "Last"),
    ):
        table.add_column(voice.words(*head))
    for one in found:
        second = voice.words("开", "on") if one.totp_at is not None else "–"
        last = "–" if one.signed_in_at is None else shown(one.signed_in_at)
        state = voice.of(STATES[state_of(one, now())])
        table.add_row(one.person.staff_number, one.person.name, state, second, last)
    return table


def _as_json(one: Account) -> dict[str, Any]:
    from tuotou.operations.access.account_state import state_of

    return {
        "staff_number": one.person.staff_number,
        "name": one.person.name,
        "state": state_of(one, now()),
        "second_factor": one.totp_at is not None,
        "signed_in_at": one.signed_in_at,
        "made_at": one.made_at,
    }
