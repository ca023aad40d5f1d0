"""Exemptions 报备: an outlet files, who stands above its sites decides, and what was approved can be taken back.

Filing voids nothing; deciding queues what follows (`exemptions_effects`). Everything is a step and an audit entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Final

from tuotou.core.document import suggest
from tuotou.core.exemptions.kind import ExemptionKind, Filing, flags
from tuotou.core.warnings.cause import CauseRule
from tuotou.core.working_time.instant import DAY
from tuotou.handbook.response import Response
from tuotou.operations.exemptions.past import past_of
from tuotou.operations.warnings.causes import Beginning, begin, end
from tuotou.operations.warnings.handling import CannotDo, Hand, NotThere
from tuotou.store.models import AuditEntry, Exemption, ExemptionSite, ExemptionStep
from tuotou.store.models.exemption import APPROVED, FILED, REJECTED, WITHDRAWN
from tuotou.store.whole import writing

LONGEST: Final = 31 * DAY
"""What lasts longer is no exemption but another standard."""
MOST_PARCELS: Final = 10_000

Authority = Callable[[str, Sequence[str], int], bool]
"""Whether a person (staff number) decides for these sites at an instant; see `exemptions_authority`."""


@dataclass(frozen=True, slots=True)
class Application:
    """What an outlet asks for."""

    kind: str
    sites: Sequence[str]
    period_from: int  # µs UTC
    period_to: int
    reason: str
    evidence: str = ""
    standards: Sequence[str] = ()
    parcels: Sequence[str] = ()


def file_exemption(response: Response, asked: Application, by: str, now: int) -> Exemption:
    """File: it waits for a decision, with what looks like abuse written on it. Raises `CannotDo`."""
    kind = _kind(response, asked.kind)
    _check(response, kind, asked, by)
    sites = tuple(dict.fromkeys(asked.sites))
    asked = replace(asked, sites=sites, standards=tuple(asked.standards), parcels=tuple(asked.parcels))
    with writing():
        raised = flags(kind, Filing(now, asked.period_from, asked.evidence), past_of(sites, kind.id, now))
        one = Exemption.objects.create(
            **{name: list(value) if isinstance(value, tuple) else value for name, value in asdict(asked).items()},
            filed_by=by,
            filed_at=now,
            flags=list(raised),
            work_at=now,
        )
        ExemptionSite.objects.bulk_create(ExemptionSite(exemption=one, site=site, filed_at=now) for site in sites)
        _append(one, Hand(by, now, asked.reason), "filed")
    return one


def approve(response: Response, authority: Authority, id: int, hand: Hand) -> Exemption:
    """Approve: the promises it touches become void by an event on their own trails. Raises `CannotDo`."""
    with _decided(authority, id, hand) as one:
        one.state = APPROVED
        _begin_causes(response, one, hand.now)
        _append(one, hand, "approved")
    return one


def reject(authority: Authority, id: int, hand: Hand) -> Exemption:
    """Reject, with a reason. Raises `CannotDo`."""
    if not hand.note:
        raise CannotDo("a rejection needs a reason", "add --note")
    with _decided(authority, id, hand) as one:
        one.state = REJECTED
        _append(one, hand, "rejected")
    return one


def withdraw(response: Response, authority: Authority, id: int, hand: Hand) -> Exemption:
    """Take it back: while it waits, who filed it; once approved, who decides, and what it voided holds again.

    Raises `CannotDo`.
    """
    with _held(id) as one:
        mine = one.state == FILED and one.filed_by == hand.by
        if one.state not in (FILED, APPROVED):
            raise CannotDo(f"exemption {id} is {one.state}", "nothing is left to withdraw")
        if not mine and not authority(hand.by, one.sites, hand.now):
            raise CannotDo(f"{hand.by} may not withdraw exemption {id}", "whoever filed it may while it waits")
        if one.state == APPROVED:
            end({key: rule for rule, key, _ in _causes(response, one)}, hand.now)
        one.state, one.work_at = WITHDRAWN, hand.now
        _append(one, hand, "withdrawn")
    return one


@contextmanager
def _held(id: int) -> Iterator[Exemption]:
    """An exemption held while something is done with it."""
    with writing():
        one = Exemption.objects.select_for_update().filter(pk=id).first()
        if one is None:
            raise NotThere(f"there is no exemption {id}", "see tuotou exemptions list")
        yield one
        one.save()


@contextmanager
def _decided(authority: Authority, id: int, hand: Hand) -> Iterator[Exemption]:
    """An exemption that waits, held for somebody who may decide it."""
    with _held(id) as one:
        if one.state != FILED:
            raise CannotDo(f"exemption {id} is {one.state}", "what was decided once stays; withdraw it instead")
        if one.filed_by == hand.by:
            raise CannotDo("nobody decides what they filed", "somebody above the site does")
        if not authority(hand.by, one.sites, hand.now):
            what = f"{hand.by} holds no post above {', '.join(one.sites)}"
            raise CannotDo(what, "the area's manager or quality desk decides")
        one.decided_by, one.decided_at, one.work_at = hand.by, hand.now, hand.now
        yield one


def _append(one: Exemption, hand: Hand, act: str) -> None:
    details = {"flags": one.flags} if one.flags else {}
    ExemptionStep.objects.create(exemption=one, at=hand.now, who=hand.by, act=act, note=hand.note, details=details)
    more = {**details, "note": hand.note, "sites": one.sites, "kind": one.kind}
    AuditEntry.objects.create(
        at=hand.now, who=hand.by, act=f"exemption.{act}", what=f"exemption {one.pk}", details=more
    )


def _begin_causes(response: Response, one: Exemption, now: int) -> None:
    """What no such exemption voids and is late for the same reason is held back for the time that was filed."""
    begin(
        [
            Beginning(rule, key.partition(" ")[2], one.period_from, site, ended_at=one.period_to)
            for rule, key, site in _causes(response, one)
        ],
        now,
    )


def _causes(response: Response, one: Exemption) -> Iterator[tuple[CauseRule, str, str]]:
    """The causes that an exemption for whole sites is, with their keys and sites."""
    for rule in response.warnings.causes.values():
        if one.kind in rule.sign.exemptions and not one.parcels:
            for site in one.sites:
                yield rule, rule.key(f"exemption:{one.pk}:{site}"), site


def _kind(response: Response, word: str) -> ExemptionKind:
    kind = response.exemptions.get(word)
    if kind is None:
        raise CannotDo(f"'{word}' is no kind of exemption", suggest(word, list(response.exemptions)))
    return kind


def _check(response: Response, kind: ExemptionKind, asked: Application, by: str) -> None:
    """Raises `CannotDo` for the first thing that is wrong with an application."""
    unknown = [one for one in asked.standards if one not in response.handbook.by_id]
    faults = (
        (not by, "nobody filed it", "name your staff number"),
        (not asked.sites, "no site", "name the sites it is for"),
        (not asked.reason.strip(), "no reason", "say what happened"),
        (asked.period_to <= asked.period_from, "the period ends before it begins", "an end later than its begin"),
        (asked.period_to - asked.period_from > LONGEST, "the period is longer than 31 days", "file for a shorter one"),
        (kind.parcels and not asked.parcels, f"'{kind.id}' is for parcels by number", "name the parcels"),
        (len(asked.parcels) > MOST_PARCELS, "more than 10,000 parcels", "file for the site"),
        (bool(unknown), f"no standard '{unknown[0] if unknown else ''}'", _options(response, unknown)),
    )
    for wrong, what, right in faults:
        if wrong:
            raise CannotDo(what, right)


def _options(response: Response, unknown: Sequence[str]) -> str:
    return suggest(unknown[0], sorted(response.handbook.by_id)) if unknown else ""
