"""The quick merge of sorted runs gives what a full sort gives."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tuotou.archive.layout import CODED, ORDER
from tuotou.archive.order import in_order
from tuotou.core.trail.event import INSTANT

# Few values, so that subjects span runs, instants tie, and two subjects share one key.
ROW = st.tuples(
    st.integers(1, 3),
    st.sampled_from("XY"),
    st.sampled_from(["bag", "case"]),
    st.integers(0, 4),
    st.sampled_from("abc"),
)
SCHEMA = dict(zip(ORDER, (pl.UInt64(), pl.String(), CODED["subject_kind"], INSTANT, pl.String()), strict=True))


@settings(deadline=None)
@given(st.lists(st.lists(ROW, min_size=1, max_size=12), min_size=1, max_size=5))
def test_merging_runs_is_sorting(runs):
    frames = [pl.DataFrame(run, schema=SCHEMA, orient="row").sort(ORDER) for run in runs]
    together = pl.concat(frames)
    assert together[in_order(together, [len(frame) for frame in frames])].equals(together.sort(ORDER))
