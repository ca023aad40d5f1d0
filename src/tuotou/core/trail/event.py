"""The event: an immutable fact on the trail of one subject, as columns of a Polars frame.

A frame of events holds the columns of `SCHEMA`, and beside them one typed column for each
vocabulary attribute that occurs (see `vocabulary.Attribute`); a column that is absent reads as null.
"""

from __future__ import annotations

from typing import Final

import polars as pl

INSTANT: Final = pl.Datetime("us", "UTC")

SCHEMA: Final[dict[str, pl.DataType]] = {
    "subject_kind": pl.String(),  # parcel, bag, trip, case, person, …: a subject kind of the vocabulary
    "subject": pl.String(),  # the number of the subject; a parcel's is brand + waybill number
    "id": pl.String(),  # unique within its subject (kernel rule 8)
    "kind": pl.String(),  # an event kind of the vocabulary
    "at": INSTANT,  # when it happened
    "recorded_at": INSTANT,  # when we learned it: given by the store, never by a source (rule 3)
    "site": pl.String(),  # code of the site, null where there is none
    "person": pl.String(),  # staff number, null where there is none
    "source": pl.String(),  # a source of the vocabulary: handheld, sorter, kuaidi100, …
    "attrs": pl.String(),  # JSON of what no document reads; the evaluator never opens it (rule 69)
}
"""The columns every event has, in the order in which a file shows them."""


def empty() -> pl.DataFrame:
    """A frame of no events."""
    return pl.DataFrame(schema=SCHEMA)


def conform(frame: pl.DataFrame) -> pl.DataFrame:
    """The same events with every column of `SCHEMA` present and typed; attribute columns follow.

    Raises `polars.exceptions.PolarsError` where a column cannot be cast.
    """
    base = [
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in SCHEMA.items()
    ]
    return frame.select(*base, pl.exclude(list(SCHEMA)))
