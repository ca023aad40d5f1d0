"""What sources refused: kept, listed, written to a file that is corrected and pushed, and forgotten after a while."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from tuotou.feeds.batch import BAD_COLUMNS
from tuotou.feeds.messages import Refused
from tuotou.feeds.whole import whole
from tuotou.operations.sources.register import source
from tuotou.store.models import RefusedMessage, Source
from tuotou.store.models.refused_message import LONGEST
from tuotou.store.whole import writing

DAY: Final = 24 * 3_600_000_000
KEPT: Final = 30 * DAY
"""µs for which a refused message is kept."""
WORD: Final = 330


def keep(one: Source, refused: Iterable[Refused], now: int) -> None:
    """Keep what was refused, in the transaction of who says so; the same again changes nothing."""
    rows = [_row(one, each, now) for each in refused]
    RefusedMessage.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def list_refused(name: str, most: int) -> tuple[Source, list[RefusedMessage]]:
    """The latest that a source refused. Raises `NoSource`."""
    one = source(name)
    return one, list(one.refusals.order_by("-received_at", "-pk")[:most])


def export_refused(name: str, to: Path, wording: Callable[[str], str] = str) -> int:
    """Write all that a source refused, one JSON object a line with what is wrong beside it; how many. Raises `NoSource`
    and OSError.

    Corrected, the file can be pushed: what is wrong is not read again. A body that is no JSON stands under `_body`.
    """
    rows = source(name).refusals.order_by("pk")
    with whole(to) as place, place.open("w", encoding="utf-8") as file:
        written = 0
        for row in rows.iterator():
            file.write(json.dumps(corrigible(row, wording), ensure_ascii=False).encode("utf-8", "replace").decode())
            file.write("\n")
            written += 1
    return written


def forget_refused(now: int) -> int:
    """Remove what was refused long ago; how many."""
    with writing():
        return RefusedMessage.objects.filter(received_at__lt=now - KEPT).delete()[0]


def corrigible(row: RefusedMessage, wording: Callable[[str], str]) -> dict[str, object]:
    """A refused message with what is wrong beside it, as it is corrected."""
    text = bytes(row.body).decode("utf-8-sig", "replace")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    sheet, number, field, reason, right = BAD_COLUMNS
    said = {sheet: row.position, number: row.row, field: row.field}
    said |= {reason: wording(row.reason), right: wording(row.right)}
    return {**(value if isinstance(value, dict) else {"_body": text}), **said}


def _row(one: Source, refused: Refused, now: int) -> RefusedMessage:
    first, message = refused.faults[0], refused.message
    return RefusedMessage(
        source=one,
        position=_plain(message.position)[:WORD],
        row=refused.row,
        received_at=now,
        body=refused.body[:LONGEST],
        length=len(refused.body),
        field=_plain("; ".join(dict.fromkeys(fault.field for fault in refused.faults)))[:WORD],
        value=_plain(first.value or "")[:WORD],
        reason=_plain("; ".join(dict.fromkeys(fault.reason for fault in refused.faults))),
        right=_plain("; ".join(dict.fromkeys(fault.right for fault in refused.faults))),
    )


def _plain(text: str) -> str:
    """What any database can hold."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
