"""One part of a large database, judged and told as the platform does, and its like under other numbers and outlets."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import polars as pl

from bench.copying import asked, read, written
from bench.make_events import HUBS, OUTLETS, STAFF

KEY: Final = ("subject_kind", "subject")
NUMBERED: Final = r"^(YT\d\d|B|T)\d\d"
NUMBERS: Final = ("subject", "number", "into", "out_of", "to_number", "goes_on_as", "opening", "kept_by", "event")
AWAY: Final = 97  # outlets between a part and its next like
CHUNK: Final = 20_000  # events of the part whose likes go into the log together
ROUND: Final = 3_600_000_000  # µs between two rounds that warn: warnings open and end while others stand
TABLES: Final = ("subject", "membership", "continuation", "promise", "verdict", "data_finding")
WARNED: Final = ("warning", "warning_item", "warning_step")


@dataclass
class Part:
    """What is known of some consignments, and the tables as they stand of these alone."""

    events: pl.DataFrame  # in the order of recording
    frames: dict[str, pl.DataFrame]
    into: pl.DataFrame = field(default_factory=pl.DataFrame)  # of all: id of a warning, and of that which it is

    @classmethod
    def judged(cls, events: pl.DataFrame, watch: Any, now: int) -> Part:
        """The events as if all of them had just been recorded; settled and warned of up to `now` (µs UTC)."""
        from tuotou.operations.live.settle import settle
        from tuotou.operations.warnings.warn import warn

        _recorded(events, watch)
        settle([id for (id,) in asked("SELECT id FROM subject ORDER BY id")], watch, now)
        asked("DELETE FROM recount")  # what counts over many subjects is not counted here
        for at in (*range(int(events["recorded_at"].to_physical()[0]), now, ROUND), now):
            while warn(watch.response, at):
                pass
        return cls(events, {name: read(name) for name in (*TABLES, *WARNED)})

    @cached_property
    def subjects(self) -> int:
        """The last id of its subjects."""
        return _last(self.frames["subject"])

    @cached_property
    def warnings(self) -> int:
        """The last id of its warnings."""
        return _last(self.frames["warning"])

    def numbers(self, times: int, wanted: int) -> list[str]:
        """Some parcels of all that there are."""
        mine = self.frames["subject"].filter(pl.col("kind") == "parcel").select("number")
        places = [place * 97 % len(mine) for place in range(wanted)]
        return [named(mine[place : place + 1], turn % times).item() for turn, place in enumerate(places)]

    def copy(self, turn: int) -> None:
        """The like of the part: its subjects with their trails, and what is said of them."""
        shift = pl.col("^(container_id|subject_id)$") + turn * self.subjects
        heads = named(self.frames["subject"], turn).with_columns(pl.col("id") + turn * self.subjects)
        trails = _trails(named(self.events, turn))
        whole = heads.join(trails, on=["kind", "number"], how="left").with_columns(pl.col("trail").fill_null(""))
        written("subject", whole)
        for name in ("membership", "continuation", "data_finding"):
            written(name, named(self.frames[name].drop("id"), turn).with_columns(shift))
        told, ids = named(self.frames["promise"], turn), self._ids(turn)
        written("promise", told.with_columns(pl.Series("per", self._per(turn)), ids, shift))
        said = named(self.frames["verdict"].drop("id"), turn)
        written("verdict", said.with_columns(promise_id=ids.gather(self._promised("verdict"))))
        self._items(turn, ids)

    def _items(self, turn: int, ids: pl.Series) -> None:
        """Its promises in their warnings."""
        shift = pl.col("warning_id") + turn * self.warnings, pl.col("subject_id") + turn * self.subjects
        items = self.frames["warning_item"].drop("id").with_columns(shift)
        promised = ids.gather(self._promised("warning_item"))
        written("warning_item", items.with_columns(_moved(self.into, "warning_id", items), promise_id=promised))

    def log(self, times: int) -> None:
        """Every event of the part and its likes, in the order of recording."""
        for chunk in self.events.with_row_index("turn").iter_slices(CHUNK):
            rows = [_logged(named(chunk, turn)) for turn in range(times)]
            written("recorded_event", pl.concat(rows).sort("turn", maintain_order=True).drop("turn"))

    def warned(self, times: int) -> None:
        """The warnings of the part and its likes: what stands open of one standard, site and cause is one."""
        shift = [pl.col("^(id|under_id|warning_id)$") + turn * self.warnings for turn in range(times)]
        every = pl.concat(named(self.frames["warning"], turn).with_columns(each) for turn, each in enumerate(shift))
        once = pl.when(pl.col("resolved_at").is_null()).then(pl.lit(0)).otherwise("id").alias("once")
        self.into = every.select("id", pl.col("id").first().over("standard", "site", "cause", once).alias("into"))
        sums = {"open": pl.sum("open"), "items": pl.sum("items"), "step": pl.max("step"), "due_at": pl.min("due_at")}
        merged = every.join(self.into, on="id").group_by("into", maintain_order=True)
        kept = merged.agg(pl.exclude("id", *sums).first(), *sums.values()).rename({"into": "id"})
        for name in reversed(WARNED):
            asked(f"DELETE FROM {name}")
        written("warning", kept.with_columns(_moved(self.into, "under_id", kept)))
        steps = pl.concat(self.frames["warning_step"].with_columns(each) for each in shift).drop("id")
        steps = steps.join(kept, left_on="warning_id", right_on="id", how="semi")
        written("warning_step", steps.with_columns(send_at=None))  # as sent: nobody is to be called by a benchmark
        self._items(0, self.frames["promise"]["id"])

    def _promised(self, name: str) -> pl.Series:
        """Whose place among the promises each row of a table has."""
        places = self.frames["promise"].select("id", place=pl.int_range(pl.len()))
        return self.frames[name].join(places, left_on="promise_id", right_on="id", maintain_order="left")["place"]

    def _per(self, turn: int) -> list[str]:
        """What promises are told apart by, as JSON."""
        values = ([_name(value, turn) for value in json.loads(per)] for per in self.frames["promise"]["per"])
        return [json.dumps(each) for each in values]

    def _ids(self, turn: int) -> pl.Series:
        """The promises of the like, in their order."""
        from tuotou.core.promises.identity import promise_id

        told = named(self.frames["promise"], turn)
        owners = named(self.frames["subject"], turn).select(subject_id="id", kind="kind", number="number")
        whole = told.join(owners, on="subject_id", maintain_order="left")
        names = whole.select("standard", "kind", "number", "life", "opening").iter_rows()
        pers = map(json.loads, self._per(turn))
        return pl.Series(
            "id", [promise_id((*of, per, opening)) for (*of, opening), per in zip(names, pers, strict=True)]
        )


def named(frame: pl.DataFrame, turn: int) -> pl.DataFrame:
    """Rows as the like of the part has them: its numbers, outlets and people."""
    if not turn:
        return frame
    there = set(frame.columns)
    numbers = pl.col(*there & {*NUMBERS}) if there & {*NUMBERS} else pl.col("^$")
    who = [pl.col(name).replace(_names(frame[name], turn)) for name in there & {"site", "person"}]
    photo = pl.col("^photo_hash$").str.replace("^h", f"h{turn:02}")
    return frame.with_columns(numbers.str.replace(NUMBERED, f"${{1}}{turn:02}"), photo, *who)


def _names(column: pl.Series, turn: int) -> dict[str, str]:
    return {name: _name(name, turn) for name in column.unique().drop_nulls().cast(pl.String)}


def _name(name: str, turn: int) -> str:
    """An outlet or a person of one as the like has it; hubs and their people are the same."""
    kind, digits = name[:1], name[1:]
    if kind not in "SP" or not digits.isdigit():
        return name
    site, clerk = divmod(int(digits), STAFF) if kind == "P" else (int(digits), 0)
    if site < HUBS:
        return name
    other = HUBS + (site - HUBS + turn * AWAY) % OUTLETS
    return f"P{other * STAFF + clerk:06}" if kind == "P" else f"S{other:04}"


def _recorded(events: pl.DataFrame, watch: Any) -> None:
    """The subjects with their trails, and who rides in what; their log comes later."""
    from tuotou.core.trail.ties import ties
    from tuotou.store import bulk
    from tuotou.store.held import begin, ids_of, note_riders
    from tuotou.store.models import Continuation, Subject
    from tuotou.store.packing import trails

    tied = ties(events, watch.vocabulary)
    named = events.select(KEY).unique()
    begin(pl.concat([named, tied.filter("enters").select(subject_kind="to_kind", subject="to")]).unique())
    ids = ids_of(named)
    note_riders(tied, ids)
    names = ("kind", "number", "goes_on_as")
    bulk.upsert(Continuation, names, tied.filter(~pl.col("enters")).select(*KEY, "to").unique().rows(), names)
    whole = trails(events, pl.col("recorded_at").max().to_physical())
    rows = [(ids[kind, number], trail, count, at, at) for kind, number, trail, count, at in whole.iter_rows()]
    bulk.update(Subject, ("id", "trail", "events", "recorded_at", "next_due_at"), rows)


def _trails(events: pl.DataFrame) -> pl.DataFrame:
    """kind, number, trail: as COPY takes bytes that are a text."""
    from tuotou.store.packing import trails

    text = pl.col("trail").cast(pl.String).str.replace_all("\\", r"\\", literal=True)
    return trails(events).select(text, kind="subject_kind", number="subject")


def _logged(events: pl.DataFrame) -> pl.DataFrame:
    """The events as rows of the log."""
    from tuotou.operations.live.record_events import logged

    return logged(events.drop("turn")).hstack(events.select("turn"))


def _last(frame: pl.DataFrame) -> int:
    return max(frame["id"].to_list(), default=0)


def _moved(into: pl.DataFrame, column: str, frame: pl.DataFrame) -> pl.Series:
    """Numbers of warnings as those that they went into."""
    return (
        frame.select(column)
        .join(into, left_on=column, right_on="id", how="left", maintain_order="left")["into"]
        .alias(column)
    )
