"""A cancelled scan never was, where somebody with the right to it approved; else it stands, and the attempt is seen."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tuotou.core.trail.event import INSTANT, conform
from tuotou.core.trail.facts import believed
from tuotou.core.trail.unfold import unfold_all
from tuotou.core.trail.vocabulary_document import parse_vocabulary
from tuotou.handbook import read_vocabulary

NOON = 1_780_286_400_000_000
MINUTE = 60_000_000
MANAGER = {"approved_by": "chen", "approver_role": "outlet_manager"}
AREA = {"approved_by": "zhao", "approver_role": "area_quality"}


def scan(id: str, kind: str, minutes: int, known: int | None = None, **more: Any) -> dict[str, Any]:
    at, recorded = NOON + minutes * MINUTE, NOON + (minutes if known is None else known) * MINUTE
    row = {"subject_kind": "parcel", "subject": "YT1", "person": "li", "source": "handheld"}
    return {**row, "id": id, "kind": kind, "at": at, "recorded_at": recorded, **more}


def cancel(minutes: int, known: int | None = None, **more: Any) -> dict[str, Any]:
    return scan(f"c{minutes}", "scan_cancelled", minutes, known, **{"cancels": "e1", **more})


def seen(*rows: dict[str, Any], as_of: int = 600) -> list[str]:
    """What is on the trail as believed so many minutes after noon."""
    frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col("at", "recorded_at").cast(INSTANT))
    known = believed(conform(frame), NOON + as_of * MINUTE)
    kinds = list((vocabulary := read_vocabulary()[0]).kinds)
    return [kinds[place] for trail in unfold_all(known, vocabulary) for place in trail.kind]


@pytest.mark.parametrize(
    ("scanned", "said", "stands"),
    [
        ("out_for_delivery", {}, True),
        ("out_for_delivery", {"approved_by": "li"}, True),
        ("out_for_delivery", {"approved_by": "li", "approver_role": "management"}, True),
        ("out_for_delivery", {"approved_by": "chen"}, False),
        ("out_for_delivery", MANAGER, False),
        ("out_for_delivery", {**MANAGER, "person": None}, False),
        ("out_for_delivery", {**MANAGER, "cancels": "e2"}, True),
        ("signed_by_self", {"approved_by": "chen"}, True),
        ("signed_by_self", MANAGER, True),
        ("signed_by_self", {**AREA, "person": "zhao"}, True),
        ("signed_by_self", AREA, False),
        ("retracted", {**AREA}, True),  # final (rule 11)
    ],
)
def test_whose_approval_takes_back_what(scanned: str, said: dict[str, Any], stands: bool) -> None:
    trail = seen(scan("e1", scanned, 0), cancel(20, **said))
    assert (scanned in trail) == stands
    ended = scanned == "signed_by_self"
    assert ("cancelled_without_right" in trail) == (ended and stands)


def test_it_counts_from_when_it_is_known_and_may_come_first() -> None:
    told = scan("e1", "accepted", 0), cancel(20, 60, **MANAGER)
    assert seen(*told, as_of=59) == ["accepted"]
    assert seen(*told, as_of=60) == ["scan_cancelled"]
    assert seen(cancel(20, **MANAGER), scan("e1", "accepted", 0, 90)) == ["scan_cancelled"]


def test_a_cancellation_that_is_taken_back_takes_nothing_back() -> None:
    told = scan("e1", "accepted", 0), cancel(20, **MANAGER)
    assert seen(*told, scan("r1", "retracted", 30, retracts="c20")) == ["accepted", "retracted"]
    assert seen(*told, cancel(30, cancels="c20", **MANAGER)) == ["scan_cancelled", "scan_cancelled"]


def test_the_area_takes_back_what_the_outlet_could_not() -> None:
    told = scan("e1", "signed_by_self", 0), cancel(20, **MANAGER), cancel(40, 300, **AREA)
    assert "cancelled_without_right" in seen(*told, as_of=299)
    assert seen(*told) == ["scan_cancelled", "scan_cancelled"]


def test_the_vocabulary_says_what_a_cancellation_carries() -> None:
    _, problems = parse_vocabulary(
        {
            "words.yaml": """\
subjects: {parcel: {zh: 快件, en: Parcel}}
attributes: {cancels: {zh: 撤销, en: Cancels}, approved_by: {zh: 批准, en: Approved by}}
kinds:
  undone: {zh: 撤销, en: Undone, subjects: parcel, approvers: [management], attributes: [cancels, approved_by]}
"""
        }
    )
    assert {problem.what for problem in problems} == {
        "'undone' must carry 'approver_role'",
        "what cancels a scan is a note",
    }
