"""The documents of warnings and exemptions: every error with its line and column, and what they say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tuotou.core.exemptions.kind import Filing, Past, flags
from tuotou.core.standards.standard import LEVELS
from tuotou.core.warnings.step import BROKEN
from tuotou.handbook import SHIPPED, BrokenHandbook, load
from tuotou.handbook.response import Response, load_response, read_response

HOUR = 3_600_000_000


@pytest.fixture(scope="module")
def shipped() -> Response:
    return load_response(load())


@pytest.fixture
def own(tmp_path: Path) -> Path:
    for folder in ("warnings", "notices", "exemptions"):
        shutil.copytree(SHIPPED / folder, tmp_path / folder)
    return tmp_path


def test_the_shipped_documents_hold_together(shipped: Response) -> None:
    assert set(shipped.warnings.ladders) == set(LEVELS)
    assert {rule.code for rule in shipped.warnings.causes.values()} <= set(shipped.warnings.cause_codes)
    named = {kind for rule in shipped.warnings.causes.values() for kind in rule.sign.exemptions}
    assert named <= {kind.id for kind in shipped.exemptions.values() if not kind.parcels}


def test_every_error_is_told_at_once_with_its_place(own: Path) -> None:
    for name, old, new in (
        ("warnings/causes.yaml", "trip-departs-as-planned", "trip-departs-as-planed"),
        ("warnings/causes.yaml", "tell: outlet_manager", "tell: outlet_boss"),
        ("warnings/causes.yaml", "reach: members", "reach: member"),
        ("warnings/ladder.yaml", "{after: 20 min, to: above}", "{after: 5 min, to: above}"),
        ("warnings/ladder.yaml", "again: 10", "again: 1"),
        ("warnings/minimums.yaml", "least: 10,", "leest: 10,"),
        ("warnings/codes.yaml", "en: Truck late", "english: Truck late"),
        ("exemptions/kinds.yaml", "share: 30", "share: 130"),
        ("exemptions/kinds.yaml", "deadline: 4 h", "deadline: 1 d"),
    ):
        text = (own / name).read_text("utf-8")
        assert old in text
        (own / name).write_text(text.replace(old, new, 1), "utf-8")
    response, problems = read_response(load(), own)
    assert response is None
    told = {f"{Path(each.file).stem}:{each.line} {each.what}" for each in problems}
    assert told >= {
        "causes:7 'standards' cannot be 'trip-departs-as-planed'",
        "causes:8 'reach' cannot be 'member'",
        "causes:68 'tell' cannot be 'outlet_boss'",
        "ladder:7 a rung comes no later than the one before it",
        "ladder:3 'again' must be at least 2",
        "minimums:4 unknown field 'leest'",
        "codes:3 unknown field 'english'",
        "kinds:9 'share' is no percentage: 130",
        "kinds:6 'deadline' is counted on the clock",
    }
    assert "did you mean 'trip-departs-as-planned'?" in {each.right for each in problems}
    assert all(each.column > 0 for each in problems)


def test_a_cause_shows_in_one_way_and_many_show_a_site(own: Path) -> None:
    file = own / "warnings" / "causes.yaml"
    text = file.read_text("utf-8").replace(
        "sign: {events: [delayed],", "sign: {exemptions: [weather], events: [delayed],"
    )
    file.write_text(text.replace("at_least: 500}\n  reach: site", "at_least: 500}\n  reach: members"), "utf-8")
    _, problems = read_response(load(), own)
    assert [each.what for each in problems] == [
        "a cause shows in one way", "many at one site show something of the site",
    ]  # fmt: skip


def test_what_is_not_there_is_told(own: Path) -> None:
    (own / "warnings" / "ladder.yaml").unlink()
    with pytest.raises(BrokenHandbook, match=r"ladder.yaml:1:1: the document is empty"):
        load_response(load(), own)


def test_the_first_minimum_that_fits_counts_and_red_lines_are_one(shipped: Response) -> None:
    asked = shipped.warnings.minimum
    assert asked("normal", "hub-sorted-8h", "HUB1").least == 20
    assert asked("normal", "out-by-wave", "OUT1").least == 5
    assert asked("red_line", "parcel-thrown-high", "OUT1").least == 1


def test_who_hears_of_a_level(shipped: Response) -> None:
    standard = shipped.handbook.by_id["out-by-wave"][-1]
    assert [shipped.warnings.role(standard, step) for step in (1, 2, BROKEN)] == [
        "outlet_agent", "outlet_manager", "outlet_manager",
    ]  # fmt: skip
    thrown = shipped.handbook.by_id["parcel-thrown-high"][-1]
    assert shipped.warnings.role(thrown, BROKEN) == "area_quality"


@pytest.mark.parametrize(
    ("filing", "past", "up"),
    [
        (Filing(4 * HOUR, 0, "IMG"), Past(), ()),
        (Filing(4 * HOUR + 1, 0, "IMG"), Past(), ("late",)),
        (Filing(0, 0, ""), Past(), ("no_evidence",)),
        (Filing(0, 0, "IMG"), Past(in_month=2), ("over_quota",)),
        (Filing(0, 0, "IMG"), Past(in_month=1, same_kind=2), ("repeated",)),
        (Filing(0, 0, "IMG"), Past(failed=10, excused=3), ()),
        (Filing(0, 0, "IMG"), Past(failed=10, excused=4), ("large_share",)),
    ],
)
def test_what_looks_like_abuse(shipped: Response, filing: Filing, past: Past, up: tuple[str, ...]) -> None:
    assert flags(shipped.exemptions["overflow"], filing, past) == up
