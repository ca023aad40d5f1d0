"""Marks: what happened to a container reaches those who ride in it, some at a time (kernel rule 43)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import polars as pl

from tuotou.core.trail.ties import ties
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.core.working_time import NEVER
from tuotou.operations.live.watch import Watch
from tuotou.store import bulk
from tuotou.store.held import KEY, around, hold_ids
from tuotou.store.models import Mark

MARK: Final = ("container", "known_at", "happened_at", "after")
LEAST: Final = -1
"""Before everything."""


def note_marks(fresh: pl.DataFrame, ids: Mapping[tuple[str, str], int], vocabulary: Vocabulary) -> None:
    """A mark for each container to which something happened: since when that may matter, and when it is known."""
    seen = fresh.filter(pl.col("subject_kind").is_in(list(vocabulary.containers)))
    at, recorded = pl.col("at").to_physical(), pl.col("recorded_at").to_physical()
    since = at - pl.col("kind").cast(pl.String).replace_strict(vocabulary.reach, return_dtype=pl.Int64)
    times = seen.group_by(KEY).agg(known=pl.max_horizontal(at, recorded).max(), since=since.clip(0).min())
    marks = [(ids[kind, number], known, since, 0) for kind, number, known, since in times.iter_rows()]
    bulk.append(Mark, MARK, marks)


class Telling(NamedTuple):
    """A mark as it is told."""

    id: int | None  # None: of a container among the members of another mark, and not noted yet
    container: int
    known_at: int
    happened_at: int
    after: int


@dataclass(frozen=True, slots=True)
class Told:
    """Whom some marks tell next, and what is to be noted with what is said of them."""

    members: Collection[int]
    marks: Collection[int]  # those that are told
    left: Sequence[Telling]  # what of them, or of the containers among their members, is not through

    def note(self) -> None:
        """Note how far they came. Part of the transaction that says what the members learn."""
        bulk.append(Mark, MARK, [telling[1:] for telling in self.left if telling.id is None])
        begun = [(each.id, each.after) for each in self.left[:1] if each.id is not None]
        bulk.update(Mark, ("id", "after"), begun)
        Mark.objects.filter(id__in={*self.marks} - {each.id for each in self.left}).delete()


def marks(now: int, which: str, limit: int) -> list[Telling]:
    """The next marks that are to be told by `now` (µs UTC); `which`: a condition."""
    sql = "SELECT id, container_id, known_at, happened_at, after FROM mark WHERE known_at <= %s AND "
    return [Telling(*row) for row in bulk.run(f"{sql}{which} ORDER BY known_at, id LIMIT %s", [now, limit])]


def tell_members(marks: Sequence[Telling], watch: Watch, limit: int) -> Told:
    """The next members of some marks, who do not know yet; a mark is done when it is their turn no more.

    A member that contains others passes it on, whatever it knows itself.
    """
    queue, members, passed = _telling(marks, watch) if marks else [], set[int](), set[Telling]()
    while queue and len(members) < limit:
        room = limit - len(members)
        found = _members(queue, watch, room)
        members.update(member for _, member, _ in found)
        inner = {Telling(None, member, *queue[turn][2:4], 0) for turn, member, contains in found if contains}
        rest: list[Telling] = []
        if len(found) == room:  # the last is not through, those behind it had no turn
            last, member, _ = found[-1]
            rest = [queue[last]._replace(after=member), *queue[last + 1 :]]
        queue = [*rest, *sorted(inner - passed, key=lambda telling: telling[1:])]
        passed |= inner
        if rest:
            break
    return Told(members, [mark.id for mark in marks if mark.id is not None], queue)


def _members(queue: Sequence[Telling], watch: Watch, limit: int) -> list[tuple[int, int, bool]]:
    """The next members of marks, in their order: (whose place among the marks, id, whether it contains others)."""
    stay = max(kind.stay or 0 for kind in watch.vocabulary.subjects.values())
    contains, kinds = bulk.among("s.kind", watch.vocabulary.containers)
    table, rows = bulk.table(
        "k", dict.fromkeys(("turn", *MARK), int), [(turn, *each[1:]) for turn, each in enumerate(queue)]
    )
    sql = (
        f"SELECT DISTINCT k.turn, s.id, {contains} FROM {table} "
        "JOIN membership m ON m.container_id = k.container AND m.entered_at >= k.happened_at - %s "
        "JOIN subject s ON s.id = m.subject_id AND s.id > k.after "
        f"WHERE s.known_until < k.known_at OR {contains} ORDER BY 1, 2 LIMIT %s"
    )
    return bulk.run(sql, [kinds, *rows, stay, kinds, limit])


def _telling(marks: Sequence[Telling], watch: Watch) -> list[Telling]:
    """Those of some marks of which members may hear something.

    A bag was loaded, but nothing that its parcels see has happened to its truck since: whatever will happen, has a mark
    of its own. So it does not matter what is recorded meanwhile.
    """
    last = _last_seen(sorted({mark.container for mark in marks}), watch)
    return [mark for mark in marks if mark.happened_at <= last.get(mark.container, LEAST)]


def _last_seen(ids: Sequence[int], watch: Watch) -> dict[int, int]:
    """When some containers, or what these rode in or went on as, last saw what their members see: by id, µs."""
    naming = {"into", *(kind.continues for kind in watch.vocabulary.kinds.values() if kind.continues)}
    columns = {name: watch.columns[name] for name in ("kind", "at", "source", *sorted(naming))}
    held = hold_ids(ids, columns, "read")
    beside = around(held, watch.vocabulary, columns, "read")
    events = pl.concat([held.events, beside.events], how="diagonal_relaxed")
    reads = watch.docket.reads | watch.crowds.reads
    seen = pl.col("kind").is_in([kind for kind in reads if watch.vocabulary.kinds[kind].spreads])
    own = events.filter(seen).group_by(KEY).agg(pl.col("at").to_physical().max())
    last = {(kind, number): at for kind, number, at in own.iter_rows()}
    reported = events.group_by(*KEY, "kind").agg(pl.col("source").n_unique()).filter(pl.col("source") > 1)
    last |= dict.fromkeys(reported.select(KEY).iter_rows(), NEVER)  # a better report may move what stood
    tied = ties(events, watch.vocabulary).rows()
    for _ in watch.vocabulary.containers:
        for kind, number, to_kind, to, *_ in tied:
            last[kind, number] = max(last.get((kind, number), LEAST), last.get((to_kind, to), LEAST))
    named = held.heads.select("subject_id", *KEY).iter_rows()
    return {id: last[kind, number] for id, kind, number in named if (kind, number) in last}
