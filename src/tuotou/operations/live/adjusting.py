"""Adjusting: what later evidence changes of a published figure, as the line of a later statement (rule 52)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Sum

from tuotou.store.models import Adjustment, ClosedPeriod

Totals = dict[str, tuple[int, int]]  # site or person, "" all together: (kept, counted)


def adjustments(standard: str, first_day: int, now: Totals, as_of: int) -> Iterator[Adjustment]:
    """A line for each figure of a period that differs from what was published, adjustments until now included."""
    before = _stated(standard, first_day)
    for who in sorted(before.keys() | now.keys()):
        (had_kept, had), (kept, counted) = before.get(who, (0, 0)), now.get(who, (0, 0))
        if (kept, counted) != (had_kept, had):
            line = Adjustment(standard=standard, first_day=first_day, who=who, as_of=as_of)
            line.kept, line.counted = kept - had_kept, counted - had
            yield line


def _stated(standard: str, first_day: int) -> Totals:
    """What has been said of a period by now: as published, and every adjustment since."""
    of_period = {"standard": standard, "first_day": first_day}
    stated: Totals = {
        who: (kept, counted)
        for who, kept, counted in ClosedPeriod.objects.filter(**of_period).values_list("who", "kept", "counted")
    }
    lines = Adjustment.objects.filter(**of_period).values("who").annotate(kept=Sum("kept"), counted=Sum("counted"))
    for who, kept, counted in lines.values_list("who", "kept", "counted"):
        before = stated.get(who, (0, 0))
        stated[who] = before[0] + kept, before[1] + counted
    return stated
