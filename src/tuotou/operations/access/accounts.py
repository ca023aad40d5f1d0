"""Accounts: given to people of the organisation, by whoever administers them; each act is in the audit."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from tuotou.operations.access.administrators import keeping
from tuotou.operations.access.password import FORMER, check
from tuotou.store.models import Account, AuditEntry, Person, Post, Session, Unit
from tuotou.store.models.dated import holding
from tuotou.store.whole import writing

AT_ONCE: Final = 50
"""Accounts that are given at a time to the people of a unit: passwords are slow to make on purpose."""
SIGNS: Final = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of passwords that are made up: none is mistaken for another."""


class CannotAccount(ValueError):
    """What was asked cannot be done; `what` says why and `right` what would be right."""

    def __init__(self, what: str, right: str) -> None:
        super().__init__(f"{what}; right: {right}")
        self.what, self.right = what, right


def give(staff_number: str, by: str, now: int, password: str = "") -> tuple[Account, str]:
    """An account for somebody who has none, and the password to be changed at first use. Raises `CannotAccount`."""
    made = password or made_up()
    with writing():
        person = Person.objects.filter(staff_number=staff_number).first()
        if person is None:
            raise CannotAccount(f"nobody has the staff number '{staff_number}'", "add the person first")
        if Account.objects.filter(person=person).exists():
            raise CannotAccount(f"{staff_number} has an account already", "give it a new password")
        account = Account.objects.create(person=person, password=make_password(made), made_at=now)
        _note(account, by, now, "account.give")
    return account, made


def give_all(unit: str, people: QuerySet[Person], by: str, now: int) -> Sequence[tuple[Person, str]]:
    """Accounts for those of some people who hold a post at a unit and have none, at most `AT_ONCE`, each with the first
    password."""
    there = Post.objects.filter(holding(now), unit__code=unit).values("person")
    lacking = people.filter(pk__in=there, account=None).order_by("staff_number")[:AT_ONCE]
    made = [(person, word, make_password(word)) for person, word in ((each, made_up()) for each in lacking)]
    with writing():
        given = Account.objects.filter(person__in=[each.pk for each, _, _ in made])
        had = set(given.values_list("person", flat=True))
        fresh = [each for each in made if each[0].pk not in had]
        for person, _, hashed in fresh:
            _note(Account.objects.create(person=person, password=hashed, made_at=now), by, now, "account.give")
    return [(person, word) for person, word, _ in fresh]


def first(staff_number: str, name: str, password: str, now: int) -> Account:
    """The administrator of an installation without accounts; headquarters are made where there are none.

    Raises `CannotAccount`, `BadPassword`.
    """
    check(password, staff_number, ())
    with writing():
        if Account.objects.exists():
            raise CannotAccount("there are accounts already", "ask an administrator for one")
        if not staff_number or not name:
            raise CannotAccount("an administrator has a staff number and a name", "fill in both")
        top = Unit.objects.filter(kind="hq").first() or Unit.objects.create(
            code="HQ", name="总部", name_en="Headquarters", kind="hq"
        )
        person, _ = Person.objects.get_or_create(staff_number=staff_number, defaults={"name": name})
        for role in ("admin", "hq_quality"):
            Post.objects.get_or_create(person=person, unit=top, role=role)
        account = Account.objects.create(person=person, password=make_password(password), password_at=now, made_at=now)
        _note(account, staff_number, now, "account.first")
    return account


def change_password(account: int, password: str, now: int) -> None:
    """Somebody's own. Raises `BadPassword`."""
    with writing():
        held = Account.objects.select_for_update().select_related("person").get(pk=account)
        former = [held.password, *held.former]
        check(password, held.person.staff_number, [old for old in former if old])
        held.former, held.password, held.password_at = former[: FORMER - 1], make_password(password), now
        held.save(update_fields=["former", "password", "password_at"])
        _note(held, held.person.staff_number, now, "account.password")


def reset_password(staff_number: str, by: str, now: int) -> str:
    """A new one, to be changed at first use; who is signed in is signed out. Raises `CannotAccount`."""
    made = made_up()
    with writing():
        held = _held(staff_number)
        held.former = [held.password, *held.former][: FORMER - 1]
        held.password, held.password_at, held.failures, held.locked_until = make_password(made), None, 0, None
        held.save()
        _end_sessions(held)
        _note(held, by, now, "account.reset")
    return made


def disable(staff_number: str, by: str, now: int) -> None:
    """Nobody comes in by it any more. Raises `CannotAccount`, `LastAdministrator`."""
    with writing(), keeping(now):
        held = _held(staff_number)
        held.disabled_at = now
        held.save(update_fields=["disabled_at"])
        _end_sessions(held)
        _note(held, by, now, "account.disable")


def enable(staff_number: str, by: str, now: int) -> None:
    """It may be used again, and is locked no longer. Raises `CannotAccount`."""
    with writing():
        held = _held(staff_number)
        held.disabled_at, held.failures, held.locked_until = None, 0, None
        held.save(update_fields=["disabled_at", "failures", "locked_until"])
        _note(held, by, now, "account.enable")


def unlock(staff_number: str, by: str, now: int) -> None:
    """Failures are forgotten: they may try again at once. Raises `CannotAccount`."""
    with writing():
        held = _held(staff_number)
        held.failures, held.locked_until = 0, None
        held.save(update_fields=["failures", "locked_until"])
        _note(held, by, now, "account.unlock")


def end_sessions(staff_number: str, by: str, now: int, but: str = "") -> int:
    """Who is signed in by it is signed out, but for one session; how many were. Raises `CannotAccount`."""
    with writing():
        held = _held(staff_number)
        count = Session.objects.filter(account=held).exclude(session_key=but).delete()[0]
        _note(held, by, now, "account.sign_out")
    return count


def end_session(staff_number: str, handle: str, by: str, now: int, but: str = "") -> None:
    """One browser is signed out, named by its `handle`, never the one of `but`. Raises `CannotAccount`."""
    with writing():
        held = _held(staff_number)
        every = Session.objects.filter(account=held).exclude(session_key=but)
        found = next((one for one in every if handle_of(one.session_key) == handle), None)
        if found is None:
            raise CannotAccount("there is no such sign-in", "it may have ended meanwhile")
        found.delete()
        _note(held, by, now, "account.sign_out_one", {"address": found.address, "agent": found.agent})


def handle_of(session_key: str) -> str:
    """What names a session on a page: whoever knows its key is signed in by it, so pages never say that."""
    return salted_hmac("tuotou.session", session_key, algorithm="sha256").hexdigest()[:32]


def prefer(account: int, language: str, theme: str) -> None:
    """How somebody likes the console to be."""
    with writing():
        Account.objects.filter(pk=account).update(language=language, theme=theme)


def made_up() -> str:
    """A password that keeps the rules and that nobody guesses."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(3)) + secrets.choice("23456789")


def _held(staff_number: str) -> Account:
    found = Account.objects.select_for_update().select_related("person").filter(person__staff_number=staff_number)
    held = found.first()
    if held is None:
        raise CannotAccount(f"{staff_number} has no account", "give one first")
    return held


def _end_sessions(account: Account) -> None:
    Session.objects.filter(account=account).delete()


def _note(account: Account, by: str, now: int, act: str, details: Mapping[str, str] | None = None) -> None:
    what = f"account {account.person.staff_number}"
    AuditEntry.objects.create(at=now, who=by, act=act, what=what, details=dict(details or {}))
