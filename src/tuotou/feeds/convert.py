"""A batch of cells to events: the mapping applied to whole columns at once.

Good rows become events, bad ones are handed back with row, field, value, reason and what would be
right; whether a row is accepted depends on the row and the documents only (kernel rule 61).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from tuotou.core.document import Problem
from tuotou.core.trail import event
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds.batch import PUSH, Batch, Finding
from tuotou.feeds.clocks import Clocks
from tuotou.feeds.columns import Columns
from tuotou.feeds.draft import PRESENT, Drafts
from tuotou.feeds.identity import Identity, subjects
from tuotou.feeds.mapping import FeedMapping, Recorded
from tuotou.feeds.review import REJECTED, Review
from tuotou.feeds.row_checks import check_rows, check_shape
from tuotou.feeds.snapshot import PUSHED, Snapshots

_ROW: Final = "_row"


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of some rows."""

    rows: int
    events: pl.DataFrame  # the columns of `event.SCHEMA`, then typed attributes
    rejected: pl.DataFrame  # the columns of `REJECTED`
    bad: pl.DataFrame  # refused rows: original cells and `BAD_COLUMNS`, of which all but sheet and row are lists
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()  # of the file, not of a row

    @classmethod
    def nothing(cls, rows: int, problems: tuple[Problem, ...]) -> Converted:
        """Rows that could not even be tried."""
        return cls(rows, event.empty(), pl.DataFrame(schema=REJECTED), pl.DataFrame(), (), problems)


class Converter:
    """Applies one mapping to the batches of one file, in order; where each row was received apart, to one batch."""

    def __init__(
        self,
        mapping: FeedMapping,
        vocabulary: Vocabulary,
        file: str,
        received_at: int | pl.Series | None,
        snapshots: Snapshots | None = None,
    ) -> None:
        if received_at is not None:
            mapping = replace(mapping, recorded=Recorded())  # the column is a history's
        self._mapping, self._vocabulary, self._received_at = mapping, vocabulary, received_at
        self._columns, self._identity = Columns(mapping, file), Identity(mapping)
        self._snapshots = snapshots or Snapshots()

    def convert(self, batch: Batch) -> Converted:
        """The events and rejections of one batch."""
        cells = self._columns.named(batch)
        absent = self._columns.absent(batch, cells)
        if absent:
            none = Converted.nothing(batch.frame.height, self._columns.problems(batch, cells, absent))
            return replace(none, findings=batch.findings)
        review = Review(batch, cells, self._mapping)
        check_shape(batch, review)
        events, findings = self._events(batch, review)
        findings = [*batch.findings, *self._columns.unused(batch, cells), *findings]
        return Converted(review.rows(), events, review.rejected(), review.bad_rows(), tuple(findings))

    def finish(self) -> Iterator[Converted]:
        """What only the end of the file makes certain: retractions by the last pushes."""
        retractions = self._snapshots.last()
        if retractions.height:
            yield replace(Converted.nothing(0, ()), events=event.conform(retractions))

    def _events(self, batch: Batch, review: Review) -> tuple[pl.DataFrame, list[Finding]]:
        mapping = self._mapping
        subject, push = subjects(review, mapping), _push(review, mapping)
        drafts = Drafts(mapping, self._vocabulary, review, Clocks.of(review, mapping, self._received_at))
        by_label = {rule.label: drafts.draft(rule) for rule in mapping.events}
        check_rows(review, mapping, by_label)
        ids = self._identity.ids(review, subject, push)
        shared: dict[str, pl.Series | str] = {
            "subject": subject,
            "subject_kind": mapping.subject.kind,
            "source": mapping.source,
            PUSHED: push,
        }
        events = _gathered(
            [draft.with_columns(id=self._identity.of_event(ids, label)) for label, draft in by_label.items()],
            shared,
            review,
        )
        if mapping.snapshot and not batch.correction:
            events = self._snapshots.news(events, _partial(review, subject, push))
        return event.conform(events.drop(PUSHED, strict=False)), [*drafts.findings(), *self._conflicts(events)]

    def _conflicts(self, events: pl.DataFrame) -> list[Finding]:
        """Ids that stand twice with different content: both are handed on, the kernel takes the first recorded."""
        if not self._mapping.id_column:
            return []
        content = events.select(
            "subject", "id", content=events.drop("recorded_at", "id", PUSHED, strict=False).hash_rows()
        )
        versions = content.group_by("subject", "id").agg(pl.col("content").n_unique())
        twice = versions.filter(pl.col("content") > 1).sort("subject", "id")
        if not twice.height:
            return []
        example = f"for example '{twice['id'][0]}' of {twice['subject'][0]}"
        return [
            Finding(f"ids that stand twice with different content, {example}", "one id for one event", twice.height)
        ]


def _gathered(drafts: list[pl.DataFrame], shared: dict[str, pl.Series | str], review: Review) -> pl.DataFrame:
    """The events of all rules, in the order of the rows."""
    columns = [
        values.alias(name) if isinstance(values, pl.Series) else pl.lit(values).alias(name)
        for name, values in shared.items()
    ]
    whole = [draft.with_columns(columns).with_row_index(_ROW).filter(draft[PRESENT] & ~review.bad) for draft in drafts]
    return pl.concat(whole, how="diagonal_relaxed").sort(_ROW, maintain_order=True).drop(_ROW, PRESENT)


def _push(review: Review, mapping: FeedMapping) -> pl.Series:
    """What tells the pushes of a snapshot apart: the JSON record, else the time it was recorded."""
    if PUSH in review.cells.columns:
        return review.cells[PUSH]
    return review.text(mapping.recorded.column or "").fill_null("") if mapping.snapshot else review.constant("")


def _partial(review: Review, subject: pl.Series, push: pl.Series) -> set[tuple[str, str]]:
    refused = pl.DataFrame({"subject": subject, "push": push}).filter(review.bad & ~review.blank).drop_nulls()
    return set(refused.iter_rows())
