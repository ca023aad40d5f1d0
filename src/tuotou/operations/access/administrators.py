"""Administrators: whatever is changed, somebody who can sign in may still manage accounts afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tuotou.operations.access.permissions import ADMINISTERS, MAY
from tuotou.store.models import Account, Post, RoleGrant
from tuotou.store.models.dated import holding


class LastAdministrator(ValueError):
    """Nobody would be left who administers the installation; nothing was changed."""

    zh = "这样就没有人能管理账号了"
    right_zh = "先让另一个人成为管理员"
    what = "then nobody could manage accounts any more"
    right = "make somebody else an administrator first"

    def __init__(self) -> None:
        super().__init__(f"{self.what}; right: {self.right}")


@contextmanager
def keeping(now: int) -> Iterator[None]:
    """A change after which there is an administrator, as before, and one whose post goes on. Within a transaction.

    Raises `LastAdministrator`.
    """
    before = administered(now)
    yield
    if any(was and not is_ for was, is_ in zip(before, administered(now), strict=True)):
        raise LastAdministrator


def administered(now: int) -> tuple[bool, bool]:
    """Whether somebody who can sign in may manage accounts: now, and by a post without an end."""
    able = Account.objects.filter(disabled_at=None).values("person")
    posts = Post.objects.filter(holding(now), role__in=administering(), person__in=able)
    return posts.exists(), posts.filter(until=None).exists()


def administering() -> list[str]:
    """The roles that may manage accounts."""
    changed = dict(RoleGrant.objects.filter(permission=ADMINISTERS).values_list("role", "given"))
    return [role for role, words in MAY.items() if changed.get(role, ADMINISTERS in words)]
