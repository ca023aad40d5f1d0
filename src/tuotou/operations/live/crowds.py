"""Crowds: what a standard counts over many subjects (`at_most`) is counted anew where some of it changed.

Members of touched subjects are written anew; of what lies within the window around a change, the replay's own code says
whether it is one too many.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from tuotou.core.promises.changes import Row
from tuotou.core.promises.crowd import Crowd, Members, judge_crowds
from tuotou.core.promises.docket import Docket
from tuotou.core.promises.identity import SEPARATOR, promise_id
from tuotou.core.trail.names import names
from tuotou.core.trail.trail import PERSON, SITE, Codes
from tuotou.operations.live.judging import judged
from tuotou.operations.live.say import Saying, gone, news, rows_of, stored
from tuotou.operations.live.watch import Watch
from tuotou.store import crowds
from tuotou.store.alone import alone
from tuotou.store.crowds import FIELDS, Member, Span
from tuotou.store.held import read_whole
from tuotou.store.recording import Clock
from tuotou.store.whole import writing

CHUNK: Final = 1_000
KEPT: Final = 30 * 24 * 3_600_000_000
"""µs for which members are kept once their window is over and their subject has ended: late uploads come sooner."""
AT: Final = FIELDS.index("at")
LIVES: Final = 2**20  # more than a number will ever live
SUBJECT: Final = ("subject_kind", "subject")


class Changed(NamedTuple):
    """What changed among the members: by value, the instants in their order, and when each became known."""

    at: list[int]
    known: list[int]
    window: int

    def known_of(self, at: int) -> int | None:
        """When the latest change became known that may concern what happened at an instant; None: no change does."""
        low, high = bisect_right(self.at, at - self.window), bisect_right(self.at, at)
        return max(self.known[low:high], default=None)

    def spans(self, value: int) -> Iterator[Span]:
        """Where the members lie that are to be decided on, and those that they are counted with."""
        begin = end = None
        for at in self.at:
            if end is None or at - self.window >= end:
                if begin is not None and end is not None:
                    yield value, begin, end
                begin = at - self.window
            end = at + self.window
        if begin is not None and end is not None:
            yield value, begin, end


def count_crowds(watch: Watch, clock: Clock, limit: int = CHUNK) -> int:
    """Count anew for the next subjects of which something changed; how many notes there were of them."""
    with writing():
        alone("crowds")
        notes = crowds.notes(limit)
        if notes:
            known: dict[int, int] = {}
            for _, subject, at in notes:
                known[subject] = max(at, known.get(subject, 0))
            _count(known, watch, max(clock(), *known.values()))
            crowds.done([id for id, *_ in notes])
    return len(notes)


def forget_crowds(watch: Watch, now: int) -> int:
    """Remove the members with which nothing will be counted any more; how many there were."""
    standards = (row.standard for row in watch.crowds.rows)
    return sum(crowds.forget(s.id, s.version, now - s.window - KEPT) for s in standards)


def _count(known: Mapping[int, int], watch: Watch, until: int) -> None:
    """Count anew for subjects, by id with when that became known for which they are."""
    held, docket = read_whole([*known], watch.vocabulary, watch.columns), watch.crowds
    meant = pl.col("subject_id").is_in([*known]) | ~pl.col("subject_kind").is_in(watch.vocabulary.containers)
    heads = held.heads.filter(meant)
    ids = {(kind, number): id for id, kind, number in heads.select("subject_id", *SUBJECT).iter_rows()}
    found = (crowd for each in judged(held.events, heads, docket, until) for crowd in each.crowds)
    fresh = {member for crowd in found for member in _members(crowd, ids)}
    before = crowds.members([*ids.values()])
    crowds.replace([id for member, id in before.items() if member not in fresh], [*(fresh - before.keys())])
    changed = _changed(fresh ^ before.keys(), known, docket)
    near = crowds.near([span for value, each in changed.items() for span in each.spans(value)])
    rows, since = _decided(near, changed, docket, until)
    owners = {id: key for key, id in ids.items()}
    mine = stored("subject", [*owners], _ids(docket))
    there = {_promise(member, owners) for member in fresh} if mine else set()
    lost = mine.keys() - there
    told = stored("id", [*rows], _ids(docket)) | {id: mine[id] for id in lost}
    ids |= {(kind, number): id for kind, number, id in near.select(*SUBJECT, "subject_id").iter_rows()}
    changes = [*news(rows, told, since), *gone(lost, told, max(known.values()))]
    Saying(watch, until, ids, told).say(changes, rows)


def _ids(docket: Docket) -> frozenset[str]:
    return frozenset(row.standard.id for row in docket.rows)


def _members(crowd: Crowd, ids: Mapping[tuple[str, str], int]) -> Iterator[Member]:
    """The members of one version in a chunk, as they are kept."""
    found, standard = crowd.members(named=True), crowd.batch.version.standard
    assert found.names is not None
    named = found.names.with_columns(
        pl.Series("at", found.at), names(found.site, SITE).alias("site"), names(found.person, PERSON).alias("person")
    )
    columns = (*SUBJECT, "per", "at", "life", "opening", "void_reason", "site", "person", "doubt")
    for kind, subject, per, at, life, opening, *rest in named.select(columns).iter_rows():
        counted = json.dumps(per, ensure_ascii=False)
        value = _value(standard.id, str(standard.version), *per)
        yield (ids[kind, subject], standard.id, standard.version, value, at, life, opening, counted, *rest)


def _value(*words: str) -> int:
    """The same number for the same words, on every machine."""
    return int.from_bytes(blake2b(SEPARATOR.join(words).encode(), digest_size=8).digest(), signed=True)


def _promise(member: Member, owners: Mapping[int, tuple[str, str]]) -> str:
    """The id of the promise that a member opens."""
    subject, standard, _, _, _, life, opening, per, *_ = member
    return promise_id([standard, *owners[subject], life, json.loads(per), opening])


def _changed(members: Iterable[Member], known: Mapping[int, int], docket: Docket) -> dict[int, Changed]:
    """By value of the members that came or went: where, and when that became known."""
    windows = {(row.standard.id, row.standard.version): row.standard.window for row in docket.rows}
    latest, found = max(known.values()), dict[int, Changed]()
    for subject, standard, version, value, at, *_ in sorted(members, key=lambda member: member[AT]):
        if (standard, version) in windows:
            each = found.setdefault(value, Changed([], [], windows[standard, version]))
            each.at.append(at)
            each.known.append(known.get(subject, latest))
    return found


def _decided(
    near: pl.DataFrame, changed: Mapping[int, Changed], docket: Docket, until: int
) -> tuple[dict[str, Row], dict[str, int]]:
    """The promises on which a change bears, by their ids, and since when it is known how they stand."""
    places = {(row.standard.id, row.standard.version): row.place for row in docket.rows}
    found, since = dict[str, Row](), dict[str, int]()
    for (standard, version), theirs in near.group_by("standard", "version"):
        known = [changed[value].known_of(at) for value, at in theirs.select("value", "at").iter_rows()]
        concerned = np.array([at is not None for at in known], dtype=bool)
        members = _gathered(theirs, places[str(standard), int(str(version))])
        for counted in judge_crowds([members], docket, until + 1):  # whatever is known is past by then
            rows = rows_of(counted.named(concerned))
            found |= rows
            since |= {id: max(at, rows[id]["due_at"] + 1) for id, at in zip(rows, filter(None, known), strict=True)}
    return found, since


def _gathered(members: pl.DataFrame, place: int) -> Members:
    """Members as they come from a chunk of trails."""
    named = members.select(
        *SUBJECT,
        pl.col("life").cast(pl.Int32),
        pl.col("per").str.json_decode(pl.List(pl.String)),
        "opening",
        "void_reason",
        "doubt",
    )
    return Members(
        place,
        members["value"].to_numpy(),
        members["at"].to_numpy(),
        members["void_reason"].is_not_null().to_numpy(),
        (members["subject_id"] * LIVES + members["life"]).to_numpy(),
        _codes(members["site"], SITE),
        _codes(members["person"], PERSON),
        named,
    )


def _codes(found: pl.Series, dtype: pl.Categorical) -> Codes:
    """Names as process-wide codes, -1 where there is none."""
    return found.cast(dtype).to_physical().cast(pl.Int32).fill_null(-1).to_numpy()
