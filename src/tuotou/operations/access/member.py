"""Who is signed in: a person at one of their posts, what they may do there, and how far they see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuotou.operations.access.roles import granted
from tuotou.operations.inquiry.sight import EVERYTHING, Sight, sight_of
from tuotou.store.models import Account, Belonging, Post
from tuotou.store.models.dated import holding


@dataclass(frozen=True, slots=True)
class Seat:
    """A unit at which somebody holds posts."""

    unit: str
    name: str
    name_en: str
    kind: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is signed in, as of an instant. Without a post nothing is seen and nothing may be done."""

    account: int
    staff_number: str
    name: str
    language: str
    theme: str
    seats: Sequence[Seat]
    seat: Seat | None  # the one taken now
    may: frozenset[str]
    sight: Sight
    must_change: bool  # the password was given by somebody else, or is too old
    confirms: bool = False  # a second factor is asked of the roles
    must_confirm: bool = False  # … and there is none yet

    def can(self, permission: str) -> bool:
        """Whether something may be done at all; where, `sight` tells."""
        return permission in self.may

    @property
    def unit(self) -> str:
        """The unit whose people this member sits with; empty: none."""
        return self.seat.unit if self.seat else ""


def member_of(account: Account, unit: str, now: int, must_change: bool) -> Member:
    """The owner of an account at one of the units where they hold posts: the one named, else the first."""
    seats = _seats(account.person_id, now)
    seat = next((each for each in seats if each.unit == unit), seats[0] if seats else None)
    held = granted(seat.roles if seat else ())
    return Member(
        account.pk,
        account.person.staff_number,
        account.person.name,
        account.language,
        account.theme,
        seats,
        seat,
        held.may,
        _sight(seat, now),
        must_change,
        held.second_factor,
        held.second_factor and account.totp_at is None,
    )


def _seats(person: int, now: int) -> tuple[Seat, ...]:
    """In the order in which the posts were given."""
    held: dict[str, tuple[Post, list[str]]] = {}
    for post in Post.objects.filter(holding(now), person=person).select_related("unit").order_by("pk"):
        held.setdefault(post.unit.code, (post, []))[1].append(post.role)
    return tuple(
        Seat(unit, post.unit.name, post.unit.name_en, post.unit.kind, tuple(roles))
        for unit, (post, roles) in held.items()
    )


def _sight(seat: Seat | None, now: int) -> Sight:
    """A department sees what the unit sees that it belongs to; headquarters see everything."""
    if seat is None:
        return Sight(frozenset())
    unit, kind = seat.unit, seat.kind
    if kind == "department":
        above = Belonging.objects.filter(holding(now), unit__code=unit).values_list("parent__code", "parent__kind")
        unit, kind = above.first() or (unit, kind)
    return EVERYTHING if kind == "hq" else sight_of(unit, now)
