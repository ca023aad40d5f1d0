"""Events → lives with their rows, as believed at one instant (kernel §2, rules 40, 41, 71; §11 "Order of unfolding").

Loops over lists, nothing clever: each function is one rule and reads like it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tuotou.core.trail.vocabulary import CONFIRMED, RETRACTED, SubjectKind, Vocabulary

from .event import Event, Finding, content_hash

WORST_RANK = 1_000_000


DEPTH = {"trip": 2, "bag": 3}


@dataclass(frozen=True)
class Row:
    """An event as it stands on one life: `at` may be raised by a link; `via` is the other number it came from."""

    event: Event
    at: int
    via: str = ""
    inherited: bool = False
    echo: bool = False
    stale: bool = False

    @property
    def id(self) -> str:
        """The name a promise uses: the id, or NUMBER:id where it came from another number."""
        return f"{self.via}:{self.event.id}" if self.via else self.event.id

    @property
    def order(self) -> tuple[int, int, str, str]:
        """Time order; within an instant own events, then linked ones, then those of containers from outside in."""
        depth = DEPTH[self.event.subject_kind] if self.inherited else 1 if self.via else 0
        return self.at, depth, self.via, self.event.id


@dataclass
class Life:
    """One life of one number."""

    kind: str
    number: str
    life: int
    rows: list[Row] = field(default_factory=list)

    @property
    def own(self) -> list[Row]:
        """The rows that happened to it, also under a later number."""
        return [row for row in self.rows if not row.inherited]

    @property
    def begins_at(self) -> int:
        return min(row.at for row in self.rows)

    @property
    def last_at(self) -> int:
        return max(row.at for row in self.rows)

    @property
    def name(self) -> tuple[str, str, int]:
        return self.kind, self.number, self.life

    def fact(self, name: str, at: int) -> object:
        """Rule 20: the latest non-null value at or before, else the earliest after, else null."""
        known = [row for row in sorted(self.rows, key=lambda row: row.order) if row.event.attrs.get(name) is not None]
        before = [row for row in known if row.at <= at]
        if before:
            return before[-1].event.attrs[name]
        return known[0].event.attrs[name] if known else None


def believed(events: list[Event], as_of: int, vocabulary: Vocabulary) -> tuple[list[Event], list[Finding]]:
    """Rules 1, 8 and 11."""
    known = [e for e in events if e.recorded_at <= as_of and (e.at <= as_of or e.kind == RETRACTED)]
    standing: dict[tuple[str, str, str], Event] = {}
    findings = set()
    for event in sorted(known, key=lambda e: (e.recorded_at, content_hash(e))):
        first = standing.setdefault(event.key, event)
        if content_hash(first) != content_hash(event):
            findings.add(Finding("conflict", *event.key))
    retracted = {(e.subject_kind, e.subject, e.attrs.get("retracts")) for e in standing.values() if e.kind == RETRACTED}
    kept = [e for e in standing.values() if e.at <= as_of and (e.kind == RETRACTED or e.key not in retracted)]
    cancelled = {_cancels(one, kept, vocabulary) for one in kept if vocabulary.kinds[one.kind].approvers}
    return [e for e in kept if e.key not in cancelled], sorted(findings)


def _cancels(one: Event, kept: list[Event], vocabulary: Vocabulary) -> tuple[str, str, str] | None:
    """What a cancellation takes back: with somebody else's approval; what ended a life needs a certain post."""
    for event in kept:
        kind = vocabulary.kinds[event.kind]
        if event.key != (one.subject_kind, one.subject, one.attrs.get("cancels")):
            continue
        if kind.approvers or event.kind == RETRACTED or one.attrs.get("approved_by") in (None, one.person):
            return None
        if kind.terminal and one.attrs.get("approver_role") not in vocabulary.kinds[one.kind].approvers:
            return None
        return event.key
    return None


def lives(events: list[Event], vocabulary: Vocabulary) -> list[Life]:
    """Rule 13: cut each number's own events into lives."""
    numbers: dict[tuple[str, str], list[Event]] = {}
    for event in sorted(events, key=lambda e: (e.at, e.id)):
        numbers.setdefault((event.subject_kind, event.subject), []).append(event)
    found = []
    for (kind, number), trail in sorted(numbers.items()):
        count, previous, life = 0, None, Life(kind, number, 0)
        for at in sorted({e.at for e in trail}):
            if previous is None or _new_life(at, previous, trail, vocabulary):
                count += 1
                life = Life(kind, number, count)
                found.append(life)
            life.rows += [Row(e, at) for e in trail if e.at == at]
            previous = at
    return found


def _new_life(at: int, previous: int, trail: list[Event], vocabulary: Vocabulary) -> bool:
    subject: SubjectKind = vocabulary.subjects[trail[0].subject_kind]
    if subject.silence is not None and at - previous > subject.silence:
        return True
    for event in trail:
        if event.at == at and event.kind in subject.begins:
            echo = vocabulary.kinds[event.kind].echo
            if not any(e.kind == event.kind and at - echo <= e.at < at for e in trail):
                return True
    return False


def linked(found: list[Life], vocabulary: Vocabulary) -> tuple[list[Life], list[Finding]]:
    """Rule 71: the lives that are nobody's continuation, each with the rows of all that continue it."""
    successor: dict[tuple[str, str, int], tuple[Life, Event]] = {}
    predecessor: dict[tuple[str, str, int], Life] = {}
    findings = []
    links = [(row.event, life) for life in found for row in life.rows if _target(row.event, vocabulary)]
    for link, life in sorted(links, key=lambda pair: (pair[0].at, pair[0].subject, pair[0].id)):
        chain, head = [life.name], life
        while head.name in predecessor:
            head = predecessor[head.name]
            chain.append(head.name)
        silence = vocabulary.subjects[life.kind].silence
        fitting = [
            other
            for other in found
            if (other.kind, other.number) == (life.kind, _target(link, vocabulary))
            and (silence is None or other.last_at >= link.at - silence)
        ]
        free = [other for other in fitting if other.name not in predecessor and other.name not in chain]
        if free and life.name not in successor:
            successor[life.name] = (free[0], link)
            predecessor[free[0].name] = life
        elif fitting:  # a second successor, a life taken twice, a cycle
            findings.append(Finding("link_refused", *link.key))
    heads = [life for life in found if life.name not in predecessor]
    return [replace(life, rows=_chain(life, successor, life)) for life in heads], findings


def _target(event: Event, vocabulary: Vocabulary) -> object:
    attribute = vocabulary.kinds[event.kind].continues
    return event.attrs.get(attribute) if attribute else None


def _other(row: Row, head: Life) -> str:
    """The number that the event came from, where it is not the head's own."""
    return "" if row.event.subject == head.number else row.event.subject


def _chain(life: Life, successor: dict[tuple[str, str, int], tuple[Life, Event]], head: Life) -> list[Row]:
    rows = list(life.rows)
    if life.name in successor:
        following, link = successor[life.name]
        for row in _chain(following, successor, head):
            rows.append(replace(row, at=max(row.at, link.at), via=_other(row, head)))
    return rows


def contain(found: list[Life], vocabulary: Vocabulary) -> None:
    """Rules 40 and 41: give each life the spreading events of what contained it, outermost first."""
    for kind in _outermost_first(vocabulary):
        for life in [life for life in found if life.kind == kind]:
            inherited: dict[tuple[str, str, str], Row] = {}
            for entry in life.own:
                for row in _inherited(entry, life, found, vocabulary):
                    inherited[row.event.key] = row
            life.rows += inherited.values()


def _outermost_first(vocabulary: Vocabulary) -> list[str]:
    waiting, ordered = list(vocabulary.subjects), []
    while waiting:
        for name in waiting:
            containers = {kind.enters for kind in vocabulary.kinds.values() if kind.enters and name in kind.subjects}
            if not (containers & set(waiting)) - {name}:
                break
        else:
            name = waiting[0]
        waiting.remove(name)
        ordered.append(name)
    return ordered


def _inherited(entry: Row, life: Life, found: list[Life], vocabulary: Vocabulary) -> list[Row]:
    level, number = vocabulary.kinds[entry.event.kind].enters, entry.event.attrs.get("into")
    same = sorted((o for o in found if (o.kind, o.number) == (level, number)), key=lambda o: o.begins_at)
    container = _container(entry, same, vocabulary)
    if level is None or container is None:
        return []
    until = _leaves_at(entry, life, container, same, vocabulary)
    return [
        Row(row.event, row.at, row.event.subject, inherited=True)
        for row in container.rows
        if vocabulary.kinds[row.event.kind].spreads
        and life.kind in vocabulary.kinds[row.event.kind].subjects
        and entry.at <= row.at
        and (until is None or row.at <= until)
        and (row.event.subject_kind, row.event.subject) != (life.kind, life.number)
    ]


def _container(entry: Row, same: list[Life], vocabulary: Vocabulary) -> Life | None:
    """The container's life that is meant."""
    begun = [life for life in same if life.begins_at <= entry.at]
    later = [life for life in same if life.begins_at > entry.at]
    if begun and later:
        packing = vocabulary.subjects[later[0].kind].packing
        sites = {row.event.site for row in later[0].own if row.at == later[0].begins_at}
        if later[0].begins_at <= entry.at + packing and entry.event.site is not None and entry.event.site in sites:
            return later[0]
    return begun[-1] if begun else later[0] if later else None


def _leaves_at(entry: Row, life: Life, container: Life, same: list[Life], vocabulary: Vocabulary) -> int | None:
    """The earliest of all that takes the member out, strictly later than the entering; None: nothing does."""
    outs = []
    for row in life.own:
        kind = vocabulary.kinds[row.event.kind]
        out_of = row.event.attrs.get("out_of")
        if kind.leaves == container.kind and out_of in (None, container.number):
            outs.append(row.at)
        if kind.scan and row.event.site and entry.event.site and row.event.site != entry.event.site:
            outs.append(row.at)
        if kind.enters == container.kind:
            outs.append(row.at)
    outs += [row.at for row in container.own if vocabulary.kinds[row.event.kind].empties]
    outs += [other.begins_at for other in same if other.life > container.life]
    stay = vocabulary.subjects[container.kind].stay
    if stay is not None:
        outs.append(entry.at + stay)
    return min((at for at in outs if at > entry.at), default=None)


def _is_echo(row: Row, life: Life, vocabulary: Vocabulary) -> bool:
    """Rule 10: a better report of the same fact stands near it."""
    window = vocabulary.kinds[row.event.kind].echo
    if not window:
        return False
    for other in life.rows:
        near = other is not row and other.event.kind == row.event.kind and abs(other.at - row.at) <= window
        same = other.event.site == row.event.site or None in (other.event.site, row.event.site)
        if near and same and _better(other, vocabulary) < _better(row, vocabulary):
            return True
    return False


def _better(row: Row, vocabulary: Vocabulary) -> tuple[int, tuple[int, str, str]]:
    source = vocabulary.sources.get(row.event.source or "")
    return (source.rank if source else WORST_RANK), row.order


def _is_stale(row: Row, confirmed: set[tuple[str, str, object]], vocabulary: Vocabulary) -> bool:
    """Rule 12: recorded too late, and nobody vouches for it."""
    lag = vocabulary.kinds[row.event.kind].max_lag
    return lag is not None and row.event.recorded_at - row.event.at > lag and row.event.key not in confirmed


def unfold(events: list[Event], vocabulary: Vocabulary, as_of: int) -> tuple[list[Life], list[Finding]]:
    """All lives as believed at `as_of`, rows in time order; and what is wrong with them."""
    known, conflicts = believed(events, as_of, vocabulary)
    found, links = linked(lives(known, vocabulary), vocabulary)
    contain(found, vocabulary)
    confirmed = {(e.subject_kind, e.subject, e.attrs.get("confirms")) for e in known if e.kind == CONFIRMED}
    for life in found:
        rows = [
            replace(row, echo=_is_echo(row, life, vocabulary), stale=_is_stale(row, confirmed, vocabulary))
            for row in life.rows
        ]
        life.rows = sorted(rows, key=lambda row: row.order)
    return found, conflicts + links
