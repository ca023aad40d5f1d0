"""When a history only grew at its end: what it comes to last then tells what was believed all the while.

The time of a root is cut into *spells*. Within one, whatever became known had happened after all that was known
before, and nothing took back, moved or explained what stood: each world of the spell is the beginning of its last
one, up to some instant. What does not merely follow begins a spell of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np

from tuotou.core.promises.docket import Docket
from tuotou.core.promises.prompt_facts import Growth
from tuotou.core.promises.worlds import History, Ties
from tuotou.core.trail.lines import ordinals
from tuotou.core.trail.search import stretches
from tuotou.core.trail.trail import Codes, Flags, Instants, Rows
from tuotou.core.working_time import NEVER

LEAST: Final = -NEVER
NEUTRAL: Final[Mapping[str, int]] = {
    "low": NEVER,  # the earliest `at` of what became known
    "high": LEAST,  # the latest
    "told_low": NEVER,  # the same of what the root itself sees: its own, and what spreads to it
    "told_high": LEAST,
    "spread_high": LEAST,  # the latest of what spreads alone
    "enters": NEVER,  # the earliest `at` at which something was put into a container
    "soon": NEVER,  # what spread since then may turn out to belong to an earlier life of the container
    "asks": 0,  # what may be told later, as bits; see `prompt_facts`
    "asks_root": 0,  # the same of what the root itself sees
    "tells": 0,  # what is told of it
    "tells_root": 0,
    "turns": 0,  # 1: it may change what stood
    "unsteady": 0,  # 1: from now on anything may
    "begins": NEVER,  # the earliest `at` of what may begin a life of a container
    "began": LEAST,  # the latest
}
"""What is to know of all that became known at one instant, and what it is where nothing did."""
OWN: Final = {"told_low": "low", "told_high": "high", "asks_root": "asks", "tells_root": "tells"}
"""What is to know of what the root sees → the same of its own events, of which it sees all."""


class News(NamedTuple):
    """[k] what became known of each subject, or of all that a root is tied to, at each instant; in this order."""

    whose: Codes
    since: Instants
    what: Mapping[str, Instants]  # by the names of `NEUTRAL`

    @property
    def fresh(self) -> Flags:
        """[k] where another begins."""
        return np.append(True, self.whose[1:] != self.whose[:-1])[: len(self.whose)]

    def before(self, name: str) -> Instants:
        """[k] the same of all before each: the earliest, or the latest."""
        fold, neutral = _fold(name), NEUTRAL[name]
        begins = np.flatnonzero(self.fresh)
        turn = np.arange(len(self.whose)) - np.repeat(begins, np.diff(np.append(begins, len(self.whose))))
        found = np.where(turn > 0, np.append(neutral, self.what[name])[:-1], neutral)
        step, longest = 1, int(turn.max(initial=0))
        while step < longest:  # reaching back twice as far each time
            far = np.flatnonzero(turn > step)
            found[far] = fold(found[far], found[far - step])
            step *= 2
        return found


class Spells(NamedTuple):
    """[k] spells of some roots, by root and time."""

    root: Codes
    since: Instants
    before: Instants  # exclusive
    stirred: Instants  # when something became known in it for the last time

    @property
    def single(self) -> Flags:
        """[k] whether the history of its root grew at its end all the time."""
        return np.bincount(self.root)[self.root] == 1 if len(self.root) else np.zeros(0, dtype=bool)

    def where(self, chosen: Rows | Flags) -> Spells:
        """Some of them."""
        return Spells(self.root[chosen], self.since[chosen], self.before[chosen], self.stirred[chosen])


def spells(history: History, ties: Ties, docket: Docket, *, every: bool = False) -> Spells:
    """The time of each root of the ties, cut where its history did not merely grow; `every`: wherever it changed.

    It begins with what is known of the root itself: what its containers saw before makes no promise of its own.
    """
    news = _of_roots(history, ties, _of_subjects(history, docket))
    cuts = np.flatnonzero(news.fresh | every | _turned(news))
    root, since = news.whose[cuts], news.since[cuts]
    goes_on = np.append(root[1:] == root[:-1], False)[: len(cuts)]
    before = np.where(goes_on, np.append(since[1:], 0)[: len(cuts)], history.until + 1)
    return Spells(root, since, before, news.since[np.append(cuts[1:], len(news.since))[: len(cuts)] - 1])


def _turned(news: News) -> Flags:
    """[k] whether what became known did not merely follow what had been."""
    what, high = news.what, news.before("high")
    tied = (what["low"] == high) & (news.before("told_high") == high)
    tied &= np.minimum(what["told_low"], what["enters"]) == high
    unsteady = np.maximum(news.before("unsteady"), what["unsteady"])
    late = (what["low"] < high) | (news.before("spread_high") >= what["soon"])
    answered = (news.before("asks_root") & what["tells_root"]) != 0
    found: Flags = late | tied | answered | (what["turns"] > 0) | (unsteady > 0)
    return found


def _of_subjects(history: History, docket: Docket) -> News:
    """What became known of each subject, with what does not hang on who asks."""
    known = np.maximum(history.first, history.at)
    past, ahead = np.flatnonzero(known <= history.until), np.flatnonzero(history.first < known)
    whose = np.concatenate([history.subject[past], history.subject[ahead]])
    since = np.concatenate([known[past], history.first[ahead]])
    columns = dict(_columns(history, docket))
    silent = {**NEUTRAL, "turns": 1}  # a retraction that is still ahead
    joined = {
        name: np.concatenate([column[past], np.full(len(ahead), silent[name])]) for name, column in columns.items()
    }
    news = _folded(whose, since, joined)
    what = dict(news.what)
    what["soon"] = _soon(history, news, what.pop("begins"))
    del what["began"]
    return News(news.whose, news.since, what)


def _columns(history: History, docket: Docket) -> Iterator[tuple[str, Instants]]:
    """By event: what `NEUTRAL` names."""
    growth, at, kind = docket.growth, history.at, history.kind
    spreads = growth.spreads[kind]
    turns = growth.turns[kind] | _better(history, spreads, growth.echoes[kind])
    if history.repeated is not None:
        turns |= history.repeated.group >= 0
    yield "low", at
    yield "high", at
    yield "told_low", np.where(spreads, at, NEVER)
    yield "told_high", np.where(spreads, at, LEAST)
    yield "spread_high", np.where(spreads, at, LEAST)
    asks, tells = growth.asks[kind], _told(history, growth)
    yield "asks", asks
    yield "asks_root", np.where(spreads, asks, 0)
    yield "tells", tells
    yield "tells_root", np.where(spreads, tells, 0)
    yield "enters", np.where(growth.enters[kind], at, NEVER)
    begins = history.contains[history.subject] & growth.begins[kind]
    yield "begins", np.where(begins, at, NEVER)
    yield "began", np.where(begins, at, LEAST)
    yield "turns", turns.astype(np.int64)
    yield "unsteady", growth.unsteady[kind].astype(np.int64)


def _told(history: History, growth: Growth) -> Instants:
    """[n] the questions that each event tells, as bits."""
    found = growth.tells[history.kind]
    for name in growth.facts.keys() & set(history.events.columns):
        found[history.events[name].is_not_null().to_numpy()] |= growth.facts[name]
    return found


def _better(history: History, spreads: Flags, may: Flags) -> Flags:
    """[n] whether it may make an echo of an earlier event: of its kind one has a source of a worse rank (rule 10)."""
    words = history.vocabulary
    ranks = np.array([*(source.rank for source in words.sources.values()), 1_000])
    rank = ranks[ordinals(history.events["source"], list(words.sources))]
    group = history.kind.astype(np.int64) + np.where(spreads, 0, (history.subject + 1) * np.int64(len(words.kinds) + 1))
    order = np.argsort(group, kind="stable")
    fresh = np.flatnonzero(np.append(True, group[order][1:] != group[order][:-1])[: len(order)])
    worst = np.empty_like(rank)
    if len(order):
        highest = np.maximum.reduceat(rank[order], fresh)
        worst[order] = np.repeat(highest, np.diff(np.append(fresh, len(order))))
    found: Flags = may & (rank < worst)
    return found


def _soon(history: History, news: News, begins: Instants) -> Instants:
    """[k] where a container had been known before: since when what spread may be found to belong to an earlier life.

    A life that begins takes what was packed shortly before (rule 40); so may what happens in its first instant.
    """
    rules = history.subjects["subject_kind"].to_list()
    packing = np.array([_packing(history, kind) for kind in rules], dtype=np.int64)[news.whose]
    low = news.what["low"]
    begins = np.minimum(begins, np.where(low == news.before("began"), low, NEVER))
    had = news.before("low") < news.what["high"]
    return np.where(had & (begins < NEVER), begins - packing, NEVER)


def _packing(history: History, kind: str) -> int:
    rules = history.vocabulary.subjects.get(kind)
    return rules.packing if rules else 0


def _of_roots(history: History, ties: Ties, news: News) -> News:
    """What became known of all that each root is tied to, since something was known of the root itself."""
    start = np.searchsorted(news.whose, np.arange(len(history.start)))
    of, row = stretches(start[ties.subject], np.diff(start)[ties.subject])
    root, own = ties.root[of], (ties.root == ties.subject)[of]
    known = np.append(news.since, NEVER)[start[:-1]]  # of each subject, for the first time
    near = np.flatnonzero(own | (news.what["low"][row] <= horizon(history, ties)[root]))
    root, own, row = root[near], own[near], row[near]
    what = {name: column[row] for name, column in news.what.items()}
    for name, mine in OWN.items():
        what[name] = np.where(own, what[mine], what[name])
    for name in ("spread_high", "soon"):
        what[name] = np.where(own, NEUTRAL[name], what[name])
    return _folded(root, np.maximum(news.since[row], known[root]), what)


def horizon(history: History, ties: Ties) -> Instants:
    """[m] after which nothing that containers see reaches a root: it has been taken out by then (rule 40)."""
    found = np.full(len(history.start) - 1, LEAST)
    entering = np.flatnonzero(history.vocabulary.enters[history.kind] != "")
    stays = [history.vocabulary.subjects[level].stay for level in history.vocabulary.containers]
    longest = sum(stay or 0 for stay in stays)
    np.maximum.at(found, history.subject[entering], history.at[entering] + longest)
    linked = ties.root[(ties.root != ties.subject) & ~history.contains[ties.subject]]
    found[np.unique(linked) if None not in stays else slice(None)] = NEVER
    return found


def _folded(whose: Codes, since: Instants, what: Mapping[str, Instants]) -> News:
    """All that became known of one at one instant, together; in order."""
    order = np.lexsort((since, whose))
    whose, since = whose[order], since[order]
    fresh = np.append(True, (whose[1:] != whose[:-1]) | (since[1:] != since[:-1]))[: len(order)]
    first = np.flatnonzero(fresh)
    if len(first):
        what = {name: _fold(name).reduceat(column[order], first) for name, column in what.items()}
    return News(whose[first], since[first], what)


def _fold(name: str) -> np.ufunc:
    """Of some the earliest, of others the latest; of bits all."""
    return np.minimum if NEUTRAL[name] == NEVER else np.maximum if NEUTRAL[name] == LEAST else np.bitwise_or
