"""One transaction that happens wholly or not at all, begun again where the database chose it as a deadlock's victim."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from django.db import OperationalError, transaction

from tuotou.store.turns import in_turn

T = TypeVar("T")
DEADLOCK: Final = ("40P01", "40001")
"""SQLSTATE of what is cured by doing it again."""
TRIES: Final = 10


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that writes: on SQLite in its turn, so that it waits for the one before it and no longer."""
    with in_turn(), transaction.atomic():
        yield


def wholly(act: Callable[[], T]) -> T:
    """What `act` returns, from the attempt that went through."""
    for _ in range(TRIES - 1):
        try:
            with writing():
                return act()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in DEADLOCK:
                raise
    with writing():
        return act()
