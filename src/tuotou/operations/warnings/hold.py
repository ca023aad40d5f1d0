"""Holds back what a new cause explains of what was warned of before, and lets go what is left when it is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet, Sum

from tuotou.core.warnings.cause import CauseRule
from tuotou.core.warnings.rules import RED_LINE
from tuotou.operations.warnings.causes import Beginning, begin, end, explains
from tuotou.operations.warnings.groups import Group, open_groups
from tuotou.operations.warnings.round import Round
from tuotou.store.models import Cause, Membership, Warning, WarningItem, WarningStep


def adopt(round: Round, causes: Sequence[Cause]) -> set[int]:
    """Move what new causes explain from the warnings it stands in to others that hang under them.

    Returns the warnings that lost or got promises.
    """
    touched: set[int] = set()
    for cause in causes:
        rule = round.rules.causes[cause.rule]
        touched |= _move(round, _explained(round, rule, cause), "held_back", cause.key, cause.warning_id)
    Cause.objects.filter(pk__in=[cause.pk for cause in causes]).update(adopted=True)
    return touched


def crowds(round: Round, warnings: Iterable[Warning]) -> list[Cause]:
    """The causes that many promises at one site show, among warnings that were just counted. Returns the new ones."""
    begun: list[Beginning] = []
    for rule in round.rules.causes.values():
        if not rule.sign.crowd:
            continue
        mine = [one for one in warnings if one.standard in rule.sign.standards and not one.cause]
        for site in sorted({one.site for one in mine if one.open} - {""}):
            begun += _crowd(rule, site, round.now)
    return begin(begun, round.now)


def _crowd(rule: CauseRule, site: str, now: int) -> list[Beginning]:
    loose = Warning.objects.filter(standard__in=rule.sign.standards, site=site, cause="", resolved_at=None)
    counts = list(loose.values_list("open", "due_at"))
    if sum(n for n, _ in counts) < rule.sign.at_least:
        return []
    return [Beginning(rule, site, min(due for _, due in counts if due is not None), site)]


def adopt_new(round: Round) -> set[int]:
    """Hold back what causes explain that began with an event. Returns the warnings changed."""
    fresh = Cause.objects.filter(released_at=None, adopted=False, rule__in=round.rules.causes)
    return adopt(round, list(fresh.order_by("pk").select_for_update()))


def release(round: Round) -> set[int]:
    """End the crowds that have gone, and let go what causes that are over still hold. Returns the warnings changed."""
    _end_crowds(round)
    over = Cause.objects.filter(released_at=None, holds_until__lte=round.now).order_by("pk").select_for_update()
    touched: set[int] = set()
    for cause in over:
        held = WarningItem.objects.filter(warning__under=cause.warning_id, open=True)
        let_go = _move(round, held, "released", "", None)
        Warning.objects.filter(pk__in=let_go, under=None).update(told_at=None, told_step=0, told_open=0)
        touched |= let_go | {cause.warning_id}
        cause.released_at = round.now
        cause.save(update_fields=["released_at"])
    return touched


def _end_crowds(round: Round) -> None:
    """A site that no longer has half of what showed its cause has recovered."""
    waiting = Cause.objects.filter(released_at=None, ended_at=None, subject=None)
    over: dict[str, CauseRule] = {}
    for cause in waiting:
        rule = round.rules.causes.get(cause.rule)
        if rule is None or not rule.sign.crowd:
            continue
        held = Warning.objects.filter(under=cause.warning_id, standard__in=rule.sign.standards)
        if (held.aggregate(n=Sum("open"))["n"] or 0) * 2 < rule.sign.at_least:
            over[cause.key] = rule
    if over:
        end(over, round.now)


def _explained(round: Round, rule: CauseRule, cause: Cause) -> QuerySet[WarningItem]:
    """The open promises that a cause explains and no other does."""
    forms = {id: versions[-1].form for id, versions in round.response.handbook.by_id.items()}
    late = [id for id, form in forms.items() if explains(rule, id, form)]
    loose = Warning.objects.filter(resolved_at=None, cause="").exclude(severity=RED_LINE).exclude(standard="")
    items = WarningItem.objects.filter(warning__in=loose, open=True)
    later = Q(warning__standard__in=late, due_at__gte=cause.began_at)
    if cause.subject_id is None:
        own = Q(warning__standard__in=rule.sign.standards, warning__site=cause.site)
        return items.filter(own | later & (Q(warning__site=cause.site) | Q(subject__site=cause.site)))
    own = Q(warning__standard__in=rule.sign.standards, subject=cause.subject_id)
    if rule.reach == "site":
        return items.filter(own | later & Q(warning__site=cause.site))
    aboard = Membership.objects.filter(container=cause.subject_id).values("subject")
    in_bags = Membership.objects.filter(container__in=aboard).values("subject")
    return items.filter(own | later & (Q(subject__in=aboard) | Q(subject__in=in_bags)))


def _move(round: Round, items: QuerySet[WarningItem], act: str, cause: str, root: int | None) -> set[int]:
    """Promises from their warnings into those of the same standard and site under a cause, or under none."""
    old = list(Warning.objects.filter(pk__in=items.order_by().values("warning")).order_by("pk").select_for_update())
    into = _targets(old, cause, root, round.now)
    steps: list[WarningStep] = []
    for one in old:
        mine = WarningItem.objects.filter(pk__in=items.filter(warning=one).order_by().values("pk"))
        moved = mine.update(warning=into[one.pk])
        steps += [
            WarningStep(warning_id=id, at=round.now, act=act, step=one.step, count=moved, note=cause or one.cause)
            for id in (one.pk, into[one.pk].pk)
        ]
    WarningStep.objects.bulk_create(steps)
    return {one.pk for one in old} | {one.pk for one in into.values()}


def _targets(old: Sequence[Warning], cause: str, root: int | None, now: int) -> Mapping[int, Warning]:
    """Where the promises of each warning go."""
    groups = {one.pk: Group(one.standard, one.site, cause) for one in old}
    wanted = {groups[one.pk]: (one.severity, root) for one in old}
    found = open_groups(dict(sorted(wanted.items())), now)
    return {pk: found[group] for pk, group in groups.items()}
