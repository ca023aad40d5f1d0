"""Warn: what there is to tell of promises becomes warnings, a few where many break for one reason.

Verdicts whose `tell_at` has come are claimed, grouped and marked as told in one transaction: whoever is killed in it
has told nothing and lost nothing. Several workers may share them: of one promise, they wait for each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tuotou.handbook.response import Response
from tuotou.operations.warnings.causes import show, standing
from tuotou.operations.warnings.groups import Placed, place, recount, recount_roots
from tuotou.operations.warnings.hold import adopt, adopt_new, crowds, release
from tuotou.operations.warnings.round import MOST, Round, news
from tuotou.operations.warnings.telling import save, tell
from tuotou.store.models import Warning, WarningStep
from tuotou.store.telling import Claimed, claim
from tuotou.store.whole import wholly

WITHDRAWN: Final = ("open", "kept", "void", "gone", "not_open", "cannot_say")
"""What a promise turns out to be that should not have been said broken; kept late is none of them."""


def warn(response: Response, now: int, limit: int = 5_000) -> int:
    """Tell what is to be told by `now` (µs UTC). Returns how many verdicts were looked at; 0: nothing is left."""
    return wholly(lambda: _say(Round(response, now), claim(now, min(limit, MOST))))


def tend_causes(response: Response, now: int) -> int:
    """Hold back what causes explain that events began, and let go what causes that are over still hold.

    Returns how many warnings changed by it.
    """
    return wholly(lambda: _tend(Round(response, now)))


def _tend(round: Round) -> int:
    touched = release(round) | adopt_new(round)
    if touched:
        settle_warnings(round, touched, dict.fromkeys(touched, 1))
    return len(touched)


def _say(round: Round, verdicts: Sequence[Claimed]) -> int:
    """Bring what verdicts say of promises into warnings."""
    if not verdicts:
        return 0
    every = news(round, verdicts)
    touched = adopt(round, show(round, every))
    placed = place(round, every, standing(round, every))
    _append_closed(round, placed)
    settle_warnings(round, touched | placed.touched, placed.fresh)
    return len(verdicts)


def _append_closed(round: Round, placed: Placed) -> None:
    """What turned out otherwise stands on its warning: nothing is undone silently (rule 56)."""
    acts = {True: "withdrawn", False: "closed"}
    WarningStep.objects.bulk_create(
        WarningStep(warning_id=id, at=round.now, act=acts[status in WITHDRAWN], status=status, count=count)
        for (id, status), count in sorted(placed.closed.items())
    )


def settle_warnings(round: Round, ids: set[int], fresh: Mapping[int, int]) -> None:
    """Count some warnings anew, see whether so many show a cause, and tell what is new.

    `fresh`: warning → promises in it of which something is said for the first time.
    """
    counted = recount(ids)
    begun = crowds(round, _saved(counted))
    if begun:
        counted = _saved(recount(ids | adopt(round, begun)))
    roots = {one.under_id for one in counted if one.under_id is not None} | {one.warning_id for one in begun}
    roots |= {one.pk for one in counted if not one.standard}
    above = list(Warning.objects.filter(pk__in=roots).order_by("pk").select_for_update())
    recount_roots(above)
    every = [*(one for one in counted if one.standard), *above]
    steps = tell(round, every, {**fresh, **{one.pk: 1 for one in above if one.told_at is None}})
    save(every)
    WarningStep.objects.bulk_create(steps)


def _saved(warnings: list[Warning]) -> list[Warning]:
    """The warnings, once what was counted is in the database for others to add up."""
    save(warnings, ("open", "items", "due_at", "step"))
    return warnings
