"""Search: one field for whatever somebody knows of a parcel, and beside it site, courier and day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from django.http.response import HttpResponseBase

from tuotou.console.page import Request, onward, show
from tuotou.console.subjects.number import address
from tuotou.console.subjects.rows import rows_of
from tuotou.console.tags import zone
from tuotou.core.document import Bilingual
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.inquiry.finding import COURIER, MOST, NUMBER, PIECE, RELABELLED, SITE, Asked, find
from tuotou.operations.inquiry.states import states_of
from tuotou.operations.live.watch import current_watch

LONGEST: Final = 200
WHY: Final[Mapping[str, Bilingual]] = {
    NUMBER: Bilingual("单号", "Number"),
    RELABELLED: Bilingual("换单", "Relabelled"),
    PIECE: Bilingual("子母件", "Piece of one consignment"),
    COURIER: Bilingual("快递员", "Courier"),
    SITE: Bilingual("场地", "Site"),
}


def search(request: Request) -> HttpResponseBase:
    """What was found; the one that was found is gone to at once."""
    asked = asked_of(request)
    if not (asked.word or asked.site or asked.courier):
        return show(request, "subjects/search.html", {"asked": asked})
    watch = current_watch()
    found = find(asked, request.member.sight, watch, request.now, today(request))
    if len(found) == 1 and found[0].why == NUMBER:
        return onward(request, address(found[0].held.kind, found[0].held.number))
    states = states_of((one.held for one in found), watch, request.now)
    rows = rows_of(states, request, watch, [why(one.why, watch.vocabulary) for one in found])
    return show(request, "subjects/search.html", {"asked": asked, "rows": rows, "full": len(found) == MOST})


def asked_of(request: Request) -> Asked:
    """What stands in the address; what makes no sense is as if it were not there."""
    word, site, courier, day = (_plain(request.GET.get(name, "")) for name in ("q", "site", "courier", "day"))
    try:
        return Asked(word, site, courier, date.fromisoformat(day) if day else None)
    except ValueError:
        return Asked(word, site, courier)


def today(request: Request) -> date:
    """The day of the company's zone."""
    return datetime.fromtimestamp(request.now / 1_000_000, UTC).astimezone(zone()).date()


def why(word: str, vocabulary: Vocabulary) -> Bilingual:
    """Why something was found."""
    return WHY.get(word) or vocabulary.attributes[word].title


def _plain(text: str) -> str:
    return text.replace("\x00", "").strip()[:LONGEST]
