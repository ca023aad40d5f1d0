"""The file of a list that was asked for: the same rows, columns and mask as on its page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.http import HttpRequest

from tuotou.console.export import mark, write
from tuotou.console.exports.again import Address, NoList, asked_again
from tuotou.console.listing import Listing
from tuotou.console.tags import said
from tuotou.operations.access.member import Member
from tuotou.operations.exports.making import NotSeen
from tuotou.store.models import Export


def make(one: Export, member: Member, path: Path, now: int) -> int:
    """Writes it to a path; how many rows. Raises `NotSeen`."""
    count = 0

    def taking(request: HttpRequest, listing: Listing, rows: Iterable[Any], size: int) -> None:
        nonlocal count
        with path.open("xb") as file:
            count = write(file, said(listing.title), listing.columns, rows, mark(request))

    try:
        asked_again(Address(one.path, one.query, one.language), member, now, taking)
    except NoList:
        raise NotSeen("who asked may not see it any more") from None
    return count
