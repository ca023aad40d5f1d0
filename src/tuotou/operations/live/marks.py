"""Marks: what happened to a container reaches those who ride in it, some at a time (kernel rule 43)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

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


@dataclass(frozen=True, slots=True)
class Told:
    """Whom some marks tell next, and what is to be noted with what is said of them."""

    members: Sequence[int] = ()
    inner: Sequence[tuple[int, int, int, int]] = ()  # marks of the containers among them
    done: Collection[int] = ()  # marks of which everybody knows then
    reached: tuple[int, int] | None = None  # a mark that is not through, and the member to whom it came

    def note(self) -> None:
        """Note how far they came. Part of the transaction that says what the members learn."""
        bulk.append(Mark, MARK, self.inner)
        if self.reached:
            mark, member = self.reached
            Mark.objects.filter(id=mark).update(after=member)
        Mark.objects.filter(id__in=self.done).delete()


def tell_members(marks: Sequence[int], watch: Watch, limit: int) -> Told:
    """The next members of some marks, who do not know yet; a mark is done when it is their turn no more.

    A member that contains others passes it on, whatever it knows itself.
    """
    telling = _telling(marks, watch)
    if not telling:
        return Told(done=marks)
    stay = max(kind.stay or 0 for kind in watch.vocabulary.subjects.values())
    condition, ids = bulk.among("k.id", telling)
    contains, kinds = bulk.among("s.kind", watch.vocabulary.containers)
    sql = (
        "SELECT DISTINCT k.id, s.id, s.kind, k.known_at, k.happened_at FROM mark k "
        "JOIN membership m ON m.container_id = k.container_id AND m.entered_at >= k.happened_at - %s "
        f"JOIN subject s ON s.id = m.subject_id AND s.id > k.after AND (s.known_until < k.known_at OR {contains}) "
        f"WHERE {condition} ORDER BY k.known_at, k.id, s.id LIMIT %s"
    )
    found = bulk.run(sql, [stay, kinds, ids, limit])
    inner = [(member, known, at, 0) for _, member, kind, known, at in found if kind in watch.vocabulary.containers]
    members = sorted({member for _, member, *_ in found})
    if len(found) < limit:
        return Told(members, inner, marks)
    last, member = found[-1][:2]  # it is not through, those behind it had no turn
    done = {*marks} - {*telling} | {mark for mark, *_ in found} - {last}
    return Told(members, inner, done, (last, member))


def _telling(marks: Sequence[int], watch: Watch) -> Sequence[int]:
    """Those of some marks of which members may hear something.

    A bag was loaded, but nothing that its parcels see has happened to its truck since: whatever will happen, has a mark
    of its own. So it does not matter what is recorded meanwhile.
    """
    noted = Mark.objects.in_bulk(marks)
    last = _last_seen(sorted({mark.container_id for mark in noted.values()}), watch)
    return [id for id, mark in noted.items() if mark.happened_at <= last.get(mark.container_id, LEAST)]


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
