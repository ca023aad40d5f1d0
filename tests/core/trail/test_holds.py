"""The numbers of containers are found again, and no others."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tuotou.core.trail.event import INSTANT, conform
from tuotou.core.trail.facts import believed
from tuotou.core.trail.holds import NOWHERE, UNHEARD, Numbers
from tuotou.core.trail.unfold import unfold_all
from tuotou.handbook import read_vocabulary

NUMBERS = st.lists(st.text("BT01", max_size=3), min_size=1, max_size=60)
NOON = 1_780_286_400_000_000


@given(NUMBERS, NUMBERS)
def test_a_number_has_the_place_of_its_name(known, asked):
    numbers = Numbers.of(pl.Series(known).unique())
    places = numbers.places(pl.Series([*asked, None], dtype=pl.String))
    assert places[-1] == NOWHERE
    for name, place in zip(asked, places[:-1].tolist(), strict=True):
        assert place == UNHEARD if name not in known else numbers.names[place] == name


def test_a_bag_of_which_nothing_stands_yet_holds_nothing():
    rows = [
        ("trip", "T1", "t1", "departed", 0, None, None),
        ("bag", "B1", "r1", "retracted", 9, None, "b1"),  # known at noon, but of later
        ("parcel", "YT1", "e1", "bagged", -2, "B1", None),
        ("parcel", "YT1", "e2", "loaded", -1, "T1", None),
    ]
    names = ["subject_kind", "subject", "id", "kind", "at", "into", "retracts"]
    events = pl.DataFrame(rows, schema=names, orient="row").with_columns((pl.col("at") + NOON).cast(INSTANT))
    known = believed(conform(events.with_columns(pl.lit(NOON).cast(INSTANT).alias("recorded_at"))), NOON)
    trip, bag, parcel = unfold_all(known, read_vocabulary()[0])
    assert (trip.size, bag.size) == (1, 0)
    assert parcel.events(np.arange(parcel.size), ["id"])["id"].to_list() == ["e1", "e2", "t1"]
