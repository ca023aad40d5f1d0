"""Events that lie in several frames are read as if they lay in one; codes are spelled as they were written."""

from __future__ import annotations

import numpy as np
import polars as pl

from tuotou.core.trail.names import codes, names
from tuotou.core.trail.trail import SITE, Part, Table


def test_values_come_in_the_order_in_which_they_are_asked_for_whatever_part_they_lie_in():
    own, bags = (
        pl.DataFrame({"id": ["e1", "e2"], "wave": ["1", None]}),
        pl.DataFrame({"id": ["b1", "b2"], "km": [5, 7]}),
    )
    table = Table((Part(own),)).above(bags, np.array([1, 0, 1]))
    found = table.rows(np.array([4, 0, 2, 1]), ["id", "wave", "km", "seal"])
    assert found.to_dict(as_series=False) == {
        "id": ["b2", "e1", "b2", "e2"],
        "wave": [None, "1", None, None],
        "km": [7, None, 7, None],
    }
    assert table.take("seal", np.array([0])) is None
    assert table.rows(np.array([], dtype=np.int64), ["id"]).height == 0


def test_every_code_keeps_its_name_however_many_come_later():
    first = codes(pl.Series(["CD01", None, "HUB1"]), SITE)
    assert names(first, SITE).to_list() == ["CD01", None, "HUB1"]
    later = codes(pl.Series(["a site that was not there", "CD01"]), SITE)
    assert names(later, SITE).to_list() == ["a site that was not there", "CD01"]
    assert names(first[1:2], SITE).to_list() == [None]


def test_names_are_coded_in_the_order_in_which_they_come_whatever_the_process():
    found = codes(pl.Series([f"a site in order {number}" for number in range(20)]), SITE)
    assert np.all(np.diff(found) > 0)
