"""Many rows at once, whatever stands in them, and trails read by what they name."""

from __future__ import annotations

import polars as pl
import pytest
from tests.gate.gate_cast import trail

from tuotou.core.trail.event import INSTANT, conform
from tuotou.handbook import load
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import Watch
from tuotou.store.array import array
from tuotou.store.held import around, hold_packed, predecessors
from tuotou.store.models import RecordedEvent, Subject
from tuotou.store.reading import Naming, read_few

pytestmark = pytest.mark.django_db
STRANGE = ['a "quoted" one', r"back\slash", "{a,b}", "NULL", "", "two\nlines\n\\.\nand more", "快递，妥投", "\t"]
RODE = {
    "parcel__OLD": "08:00 accepted @SZ01\n08:30 relabelled @SZ01 to_number=NEW",
    "parcel__NEW": "09:00 bagged @SZ01 into=B1\n12:00 arrived @HUB1",
    "parcel__ELSE": "09:00 accepted @SZ02",
    "bag__B1": "09:10 loaded @SZ01 into=T1\n11:00 unloaded @HUB1 out_of=T1",
    "trip__T1": "09:20 departed @SZ01\n10:50 arrived @HUB1",
}


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch.of(load())


def test_a_list_is_written_or_left_to_the_driver() -> None:
    assert array([1, None, -3]) == "{1,NULL,-3}"
    assert array([True, False]) == "{True,False}"
    assert array(['a"b', r"c\d"]) == r'{"a\"b","c\\d"}'
    assert array([b"\x00a"]) == r'{"\\x0061"}'
    assert array([1, "a"]) == [1, "a"]
    assert array([None]) == [None]


def test_whatever_stands_in_a_text_is_kept(watch: Watch) -> None:
    rows = [
        {"subject_kind": "parcel", "subject": f"YT{text}", "id": f"e{text}", "kind": "accepted", "at": 1, "site": text}
        for text in STRANGE
    ]
    recorded = record_events(conform(pl.DataFrame(rows).with_columns(pl.col("at").cast(INSTANT))), watch, lambda: 2)
    assert recorded.refused.is_empty()
    logged = RecordedEvent.objects.order_by("seq").values_list("subject", "id", "site")
    assert sorted(logged) == sorted((f"YT{text}", f"e{text}", text) for text in STRANGE)
    assert {one.number: one.events for one in Subject.objects.all()} == {f"YT{text}": 1 for text in STRANGE}


@pytest.mark.parametrize("number", ["OLD", "NEW", "ELSE", "NOBODY"])
def test_a_few_are_read_with_all_that_many_would_be(watch: Watch, number: str) -> None:
    events = trail(watch.vocabulary, **RODE)
    assert record_events(events, watch, lambda: 2**52).refused.is_empty()
    keys = pl.DataFrame({"subject_kind": ["parcel"], "subject": [number]})
    own = hold_packed(predecessors(keys), "read").unpacked(watch.columns)
    beside = around(own, watch.vocabulary, watch.columns, "read")
    few = read_few([("parcel", number)], Naming.of(watch.vocabulary))
    assert sorted(few.heads.rows()) == sorted([*own.heads.rows(), *beside.heads.rows()])
    wanted = pl.concat([own.events, beside.events], how="diagonal_relaxed").select("subject_kind", "subject", "id")
    assert sorted(few.unpacked(watch.columns).events.select(wanted.columns).rows()) == sorted(wanted.rows())
