"""Causes that explain many: which of them stand, which begin and end, and what they hold back and let go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tuotou.core.warnings.cause import CauseRule, showing
from tuotou.core.warnings.rules import RED_LINE
from tuotou.core.warnings.step import BROKEN
from tuotou.operations.warnings.round import News, Round
from tuotou.store.models import Cause, Membership, Warning, WarningItem
from tuotou.store.models.warning import OPEN
from tuotou.store.telling import Promised

WITHIN: Final = "within"
"""The form of promises that a cause can make late; others are explained only where the cause names them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The causes that stand, in the order of the documents, and whom they reach among some subjects."""

    causes: Sequence[tuple[CauseRule, Cause]]
    riders: Mapping[int, frozenset[int]]
    """Subject → the containers it rode in to which something happened."""
    followers: Mapping[int, frozenset[str]]
    """Subject → the causes that explained something of it already."""

    def of(self, one: News) -> Cause | None:
        """The first cause that explains a promise; a red line is nobody's consequence."""
        if one.standard.level == RED_LINE:
            return None
        return next((cause for rule, cause in self.causes if self._explains(rule, cause, one)), None)

    def root(self, key: str) -> int | None:
        """The warning of the cause of this key."""
        return next((cause.warning_id for _, cause in self.causes if cause.key == key), None) if key else None

    def _explains(self, rule: CauseRule, cause: Cause, one: News) -> bool:
        promise = one.promise
        if promise.standard in rule.sign.standards:
            return promise.site == cause.site if cause.subject_id is None else promise.subject == cause.subject_id
        if promise.due_at < cause.began_at or not explains(rule, promise.standard, one.standard.form):
            return False
        if rule.reach == "members":
            return cause.subject_id in self.riders.get(promise.subject, ())
        here = cause.site in (promise.site, promise.seen_at)
        return here or cause.key in self.followers.get(promise.subject, ())


def explains(rule: CauseRule, standard: str, form: str) -> bool:
    """Whether a cause can be why promises of a standard are not kept."""
    return standard in rule.explains or (form == WITHIN and rule.covers(standard))


def standing(round: Round, every: Iterable[News]) -> Standing:
    """The causes that stand, as far as they reach the subjects that there is news of."""
    rules = list(round.rules.causes.values())
    order = {rule.id: turn for turn, rule in enumerate(rules)}
    found = Cause.objects.filter(released_at=None, holds_until__gt=round.now, began_at__lte=round.now, rule__in=order)
    causes = sorted(found, key=lambda one: (order[one.rule], one.began_at, one.pk))
    subjects = {one.promise.subject for one in every}
    containers = {one.subject_id for one in causes if one.subject_id is not None}
    keys = [one.key for one in causes if one.subject_id is None]
    return Standing(
        [(rules[order[one.rule]], one) for one in causes], _riders(subjects, containers), _followers(subjects, keys)
    )


def _riders(subjects: set[int], containers: set[int]) -> dict[int, frozenset[int]]:
    """Who of some subjects rode in some containers, in a bag or not."""
    if not containers:
        return {}
    found: dict[int, set[int]] = {}
    lent = Membership.objects.filter(subject__in=subjects)
    for path in ("container", "container__containers__container"):
        for subject, container in lent.filter(**{f"{path}__in": containers}).values_list("subject_id", path):
            found.setdefault(subject, set()).add(container)
    return {subject: frozenset(each) for subject, each in found.items()}


def _followers(subjects: set[int], keys: Sequence[str]) -> dict[int, frozenset[str]]:
    if not keys:
        return {}
    found: dict[int, set[str]] = {}
    items = WarningItem.objects.filter(subject__in=subjects, warning__cause__in=keys)
    for subject, key in items.values_list("subject_id", "warning__cause"):
        found.setdefault(subject, set()).add(key)
    return {subject: frozenset(each) for subject, each in found.items()}


@dataclass(frozen=True, slots=True)
class Beginning:
    """A cause that shows."""

    rule: CauseRule
    about: str
    began_at: int
    site: str
    subject: int | None = None
    ended_at: int | None = None

    @property
    def key(self) -> str:
        """What it is known by."""
        return self.rule.key(self.about)

    @property
    def holds_until(self) -> int:
        """Until when it holds back what follows from it."""
        most = self.began_at + self.rule.most
        return most if self.ended_at is None else min(most, self.ended_at + self.rule.lasts)


def begin(beginnings: Iterable[Beginning], now: int) -> list[Cause]:
    """Causes that stand from now on, each with its warning; those that had ended go on. Returns the new ones."""
    by_key = {one.key: one for one in beginnings}
    if not by_key:
        return []
    there = list(Cause.objects.filter(key__in=by_key, released_at=None).order_by("pk").select_for_update())
    again = [one for one in there if one.ended_at is not None]
    for cause in again:
        cause.ended_at, cause.holds_until = by_key[cause.key].ended_at, by_key[cause.key].holds_until
    Cause.objects.bulk_update(again, ["ended_at", "holds_until"])
    fresh = [by_key[key] for key in sorted(by_key.keys() - {one.key for one in there})]
    warnings = _roots(fresh, now)
    rows = [
        Cause(
            key=one.key,
            rule=one.rule.id,
            subject_id=one.subject,
            site=one.site,
            began_at=one.began_at,
            ended_at=one.ended_at,
            holds_until=one.holds_until,
            warning_id=warnings[one.key],
        )
        for one in fresh
    ]
    Cause.objects.bulk_create(rows, ignore_conflicts=True)
    return list(Cause.objects.filter(key__in=[one.key for one in fresh], released_at=None))


def _roots(fresh: Sequence[Beginning], now: int) -> dict[str, int]:
    """The warnings that causes stand for, by key."""
    new = {"state": OPEN, "step": BROKEN, "opened_at": now, "changed_at": now}
    blank = [Warning(site=one.site, cause=one.key, severity=one.rule.level, **new) for one in fresh]
    Warning.objects.bulk_create(blank, ignore_conflicts=True)
    found = Warning.objects.filter(standard="", cause__in=[one.key for one in fresh], resolved_at=None)
    return {cause: id for cause, id in found.values_list("cause", "pk")}


def end(keys: Mapping[str, CauseRule], ended_at: int) -> None:
    """Causes that are over: what follows from them is held back only as long as their rules say."""
    causes = list(
        Cause.objects.filter(key__in=keys, released_at=None, ended_at=None).order_by("pk").select_for_update()
    )
    for cause in causes:
        cause.ended_at = ended_at
        cause.holds_until = min(cause.holds_until, ended_at + keys[cause.key].lasts)
    Cause.objects.bulk_update(causes, ["ended_at", "holds_until"])


def show(round: Round, every: Sequence[News]) -> list[Cause]:
    """The causes that single promises show, begun or ended. Returns the new ones."""
    begun, ended = [], {}
    lasting = _lasting(round, every)
    for one in every:
        for rule in showing(tuple(round.rules.causes.values()), one.promise.standard):
            if rule.sign.crowd:
                continue
            about = _about(one.promise)
            if one.step == BROKEN:
                began, site = min(one.promise.due_at, round.now), one.promise.site or ""
                begun.append(Beginning(rule, about, began, site, one.promise.subject))
            elif not one.step and one.promise.subject not in lasting[rule.id]:
                ended[rule.key(about)] = rule
    if ended:
        end(ended, round.now)
    return begin(begun, round.now)


def _lasting(round: Round, every: Sequence[News]) -> dict[str, set[int]]:
    """By rule: the subjects of which another promise shows the cause still."""
    over = {one.promise.id: one.promise.subject for one in every if not one.step}
    open_items = WarningItem.objects.filter(subject__in=set(over.values()), open=True)
    rows = open_items.exclude(promise__in=over).values_list("promise__standard", "subject") if over else ()
    found: dict[str, set[int]] = {id: set() for id in round.rules.causes}
    for standard, subject in rows:
        for rule in showing(tuple(round.rules.causes.values()), standard):
            found[rule.id].add(subject)
    return found


def _about(promise: Promised) -> str:
    return f"{promise.kind}:{promise.number}"
