"""Publish: a new version of a standard, checked with the whole handbook, holds from an instant still to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tuotou.core.standards.document import Draft, draft_standard
from tuotou.core.standards.wall_clock import CHINA
from tuotou.handbook import BrokenHandbook
from tuotou.operations.standards.held import LEAD, called, plain, read_held
from tuotou.operations.standards.shipped import take_in_shipped
from tuotou.store.alone import alone
from tuotou.store.models import AuditEntry, StandardVersion
from tuotou.store.whole import writing

ACT: Final = "standard.publish"
MINUTE: Final = 60_000_000


@dataclass(frozen=True, slots=True)
class Hand:
    """Who publishes, when (µs UTC), and what is to be remembered of it."""

    who: str
    at: int
    note: str = ""


def publish(documents: Mapping[str, str], hand: Hand) -> list[StandardVersion]:
    """Publish documents (file → text), all of them or none. Raises `BrokenHandbook` with every problem of each.

    Of two who publish the same version at once, the second finds the first one's.
    """
    with writing():
        alone("standards")
        take_in_shipped(hand.at)
        handbook, problems = read_held(documents)
        drafts = {file: draft_standard(text, file, handbook.vocabulary)[0] for file, text in documents.items()}
        found = {file: draft for file, draft in drafts.items() if draft}
        for draft in found.values():
            check_number_and_date(draft, hand.at)
        wrong = {*problems, *(problem for draft in found.values() for problem in draft.fields.problems)}
        if wrong:
            raise BrokenHandbook(sorted(wrong))
        return [_published(draft, documents[file], hand) for file, draft in found.items()]


def check_number_and_date(draft: Draft, now: int) -> None:
    """Report what only the platform knows to be wrong: a number that is spent, a beginning that is past."""
    standard = draft.standard
    rows = StandardVersion.objects.filter(standard=standard.id).values_list("version", "set_aside")
    last = max((version for version, _ in rows), default=0)
    if standard.version <= last and (standard.version, False) not in rows:  # else the handbook says that it is twice
        what = f"'{standard.id}' has version {last} already"
        draft.fields.problem("version", what, f"write version: {last + 1}")
    soonest = -(-(now + LEAD) // MINUTE) * MINUTE
    dates = draft.fields.fields("effective")
    if dates is not None and 0 < standard.effective < soonest:
        what = f"it would hold from {_wall(standard.effective)}, and promises are not judged anew"
        dates.problem("from", what, f"from: {_wall(soonest)} or later")


def _published(draft: Draft, text: str, hand: Hand) -> StandardVersion:
    """The row, and its entry in the audit."""
    standard = draft.standard
    row = StandardVersion(standard=standard.id, version=standard.version, document=plain(text))
    row.effective_at = standard.effective
    row.published_at, row.published_by, row.note = hand.at, hand.who, hand.note
    row.save(force_insert=True)
    details = {"status": standard.status, "effective_at": standard.effective, "note": hand.note}
    AuditEntry.objects.create(at=hand.at, who=hand.who, act=ACT, what=called(row), details=details)
    return row


def _wall(at: int) -> str:
    """An instant as documents write it."""
    utc = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
    return f"{utc.astimezone(ZoneInfo(CHINA)):%Y-%m-%d %H:%M}"
