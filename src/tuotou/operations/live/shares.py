"""Shares: each period is judged once, when it is over and has settled, and its figure is never written over (50–52).

What is known at the instant at which it is judged is counted, whenever that is done: late is as good as in time. What
later evidence changes of it stands beside the next period that is published, as an adjustment: no verdict turns on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

import polars as pl
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tuotou.core.promises.share import Group, Population, populations
from tuotou.operations.live.adjusting import Totals, adjustments
from tuotou.operations.live.say import Saying, gone, news, rows_of, stored
from tuotou.operations.live.share_count import count_shares
from tuotou.operations.live.watch import Watch
from tuotou.store.alone import alone
from tuotou.store.held import begin, ids_of
from tuotou.store.models import Adjustment, ClosedPeriod, Promise, RecordedEvent
from tuotou.store.whole import writing

PATIENCE: Final = 60_000_000
"""µs after which whatever was recorded before an instant is there: no transaction takes longer (rule 4)."""
DAY: Final = 24 * 3_600_000_000
ADJUSTED: Final = 45 * DAY
"""µs for which a published figure is adjusted: a month, and what comes in until two weeks after it (rule 52)."""
MONTH: Final = 31 * DAY
"""µs: the longest period."""
Version = tuple[str, int]


class Span(NamedTuple):
    """A period of a version of a share standard."""

    version: Version
    first_day: int
    opens: int
    due: int


def close_periods(watch: Watch, now: int) -> int:
    """Judge the periods that are over and not judged yet, the earliest first; how many there were."""
    over = [span for span in _spans(watch, now) if span.due + 1 + PATIENCE <= now]
    over.sort(key=lambda span: (span.due, span.version))
    for due, spans in groupby(over, key=lambda span: span.due):
        together = [*spans]
        before = [*_published(watch, {span.version[0] for span in together}, due + 1)]
        counted = _counted(watch, [*together, *before], due + 1)
        for span in together:
            with writing():
                alone("shares")
                if not _closed(span.version[0]).filter(first_day=span.first_day).exists():
                    _close(watch, span, counted[span.version])
                    _adjust([each for each in before if each.version[0] == span.version[0]], counted, due + 1)
    return len(over)


def foresee_shares(watch: Watch, now: int) -> int:
    """Say which open periods are at risk, and which are no longer; how many periods were looked at."""
    as_of = now - PATIENCE
    spans = [s for s in _spans(watch, as_of) if s.opens <= as_of <= s.due and _streak(watch, s) == 1]
    counted = _counted(watch, spans, as_of) if spans else {}
    for span in spans:
        with writing():
            alone("shares")
            if not _closed(span.version[0]).filter(first_day=span.first_day).exists():
                _say(watch, span, _of_period(counted[span.version], span), as_of)
    return len(spans)


def _spans(watch: Watch, until: int) -> Iterator[Span]:
    """The periods begun by an instant and not closed yet, from the first of which something was known in time."""
    first = RecordedEvent.objects.order_by("seq").values_list("recorded_at", flat=True).first()
    if first is None:
        return
    last = dict(ClosedPeriod.objects.filter(who="").values_list("standard").annotate(Max("first_day")))
    for share in populations(watch.handbook):
        id, version = share.standard.id, share.standard.version
        for day, opens, due in share.periods(first - share.standard.settle, until):
            if day > last.get(id, -1) and due >= first:
                yield Span((id, version), day, opens, due)


def _published(watch: Watch, standards: Collection[str], as_of: int) -> Iterator[Span]:
    """The periods of some standards that were published not long before an instant."""
    recent = ClosedPeriod.objects.filter(who="", standard__in=standards, as_of__range=(as_of - ADJUSTED, as_of - 1))
    published = set(recent.values_list("standard", "version", "first_day"))
    for share in populations(watch.handbook):
        version = share.standard.id, share.standard.version
        for day, opens, due in share.periods(as_of - ADJUSTED - MONTH - share.standard.settle, as_of):
            if (*version, day) in published:
                yield Span(version, day, opens, due)


def counted_since(watch: Watch, now: int) -> int | None:
    """From when on promises that fall due are counted yet, or their figures adjusted; None: no share counts any."""
    standards = {share.standard.id for share in populations(watch.handbook)}
    spans = [*_spans(watch, now), *_published(watch, standards, now)]
    return min((span.opens for span in spans), default=None)


def _counted(watch: Watch, spans: Sequence[Span], as_of: int) -> dict[Version, Population]:
    return count_shares(watch, {span.version for span in spans}, min(span.opens for span in spans), as_of)


def _closed(standard: str) -> QuerySet[ClosedPeriod]:
    """The periods of a standard that are closed, each once."""
    return ClosedPeriod.objects.filter(standard=standard, who="")


def _streak(watch: Watch, span: Span) -> int:
    share = watch.versions[span.version].share
    assert share is not None
    return share.streak


def _of_period(share: Population, span: Span) -> Population:
    """What was counted of one period."""
    kept, broken = share.counted()
    one = Population(share.standard, share.share, share.calendar)
    one.merge(*({group: n for group, n in each.items() if group[1] == span.first_day} for each in (kept, broken)))
    return one


def _close(watch: Watch, span: Span, share: Population) -> None:
    """Publish the figures of a period, and say what follows from them."""
    as_of, one = span.due + 1, _of_period(share, span)
    ClosedPeriod.objects.bulk_create(_figures(span, one, as_of))
    if share.share.streak > 1:
        one.merge(*_since_good(span, one))
    _say(watch, span, one, as_of)


def _totals(one: Population) -> Totals:
    """Of a period: (kept, counted) of each site or person of which something was counted, and of all as ''."""
    kept, broken = one.counted()
    groups = sorted({*kept, *broken}, key=lambda group: group[0] or "") if one.share.per else []
    found = {group[0] or "": (n := kept.get(group, 0), n + broken.get(group, 0)) for group in groups}
    every = sum(kept.values())
    return found | {"": (every, every + sum(broken.values()))}


def _figures(span: Span, one: Population, as_of: int) -> Iterator[ClosedPeriod]:
    """A row for each site or person of which something was counted, and one for all."""
    (standard, version), day = span.version, span.first_day
    for who, (kept, counted) in _totals(one).items():
        row = ClosedPeriod(standard=standard, version=version, first_day=day, who=who, as_of=as_of)
        row.kept, row.counted = kept, counted
        if bool(who) == bool(one.share.per):
            row.verdict = one.verdict((who or None, day), span.due, as_of)
        yield row


def _adjust(before: Sequence[Span], counted: Mapping[Version, Population], as_of: int) -> None:
    """Write down what of earlier figures of a standard is known otherwise now; they themselves stay as they are."""
    for span in before:
        now = _totals(_of_period(counted[span.version], span))
        Adjustment.objects.bulk_create(adjustments(span.version[0], span.first_day, now, as_of))


def _since_good(span: Span, one: Population) -> tuple[dict[Group, int], dict[Group, int]]:
    """(kept, broken) as published of the periods before, from the last good one of each site or person on."""
    standard, version = span.version
    before = ClosedPeriod.objects.filter(standard=standard, version=version, first_day__lt=span.first_day)
    before = before.exclude(who="") if one.share.per else before.filter(who="")
    good = before.filter(who=OuterRef("who"), verdict="kept").order_by("-first_day").values("first_day")[:1]
    kept, broken = dict[Group, int](), dict[Group, int]()
    rows = before.filter(first_day__gte=Coalesce(Subquery(good), 0), counted__gt=0)
    for who, day, counted, held in rows.values_list("who", "first_day", "counted", "kept"):
        group = (who or None, day)
        kept[group], broken[group] = held, counted - held
    return kept, broken


def _say(watch: Watch, span: Span, share: Population, as_of: int) -> None:
    """Write what is new of the promises of a share, as judged at an instant."""
    standard = span.version[0]
    rows = rows_of(share.promises(as_of))
    risky = Promise.objects.filter(standard=standard, due_at=span.due, status="at_risk").values_list("id", flat=True)
    told = stored("id", [*{*rows, *risky}], {standard})
    changes = [*news(rows, told, dict.fromkeys(rows, as_of)), *gone(told.keys() - rows.keys(), told, as_of)]
    concerned = {change.id for change in changes} | told.keys()
    rows = {id: row for id, row in rows.items() if id in concerned}
    ids = _begun({(row["subject_kind"], row["subject"]) for row in rows.values()})
    Saying(watch, as_of, ids, told).say(changes, rows)


def _begun(subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The ids of those who answer, as subjects: a site of which nothing was ever recorded is one too."""
    keys = pl.DataFrame(sorted(subjects), schema=dict.fromkeys(("subject_kind", "subject"), pl.String()), orient="row")
    begin(keys)
    return ids_of(keys)
