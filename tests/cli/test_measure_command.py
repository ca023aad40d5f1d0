"""`tuotou measure` and `tuotou indicators` as people use them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tuotou import handbook
from tuotou.core.standards.indicator import Indicator

INDICATOR = """
id: signed-by-hand
version: 1
status: in_force
form: count
subject: parcel
rows: [W7]
owner: hq_quality
title: {zh: 本人签收量, en: Signed by hand}
formula: {zh: 本人签收的快件数。, en: Parcels signed by the recipient.}
excludes: {zh: 代收。, en: Agents.}
source: {text: 公司, edition: "2026", confidence: L}
effective: {published: 2026-01-01, from: 2026-01-01}
unit: pieces
better: higher
target: 5
count: signed_by_self
by: [site, person]
"""
EVENTS = """
id,waybill,at,site,courier
1,YT1,2026-05-01 10:00,SZ01,li
2,YT2,2026-05-01 11:00,SZ01,wu
3,YT3,2026-05-02 10:00,SZ02,li
"""
MAPPING = """
mapping: scans
title: {zh: 扫描, en: Scans}
source: handheld
subject: {kind: parcel, column: waybill}
recorded: at + 0
key: [id]
site: site
person: courier
events:
  - {kind: signed_by_self, at: at}
"""


@pytest.fixture(scope="module")
def indicators() -> tuple[Indicator, ...]:
    return handbook.load_indicators(handbook.load())


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "indicators"
    folder.mkdir()
    (folder / "signed-by-hand.yaml").write_text(INDICATOR, "utf-8")
    return folder


def test_all_are_listed_and_each_is_told(tuotou: Callable[..., Result], indicators: tuple[Indicator, ...]) -> None:
    listed = json.loads(tuotou("indicators", "list", "--json").stdout)
    assert [one["id"] for one in listed] == [one.id for one in indicators]
    for lang, word in (("zh", "口径"), ("en", "Counted")):
        shown = tuotou("indicators", "show", "first-attempt-success", "--lang", lang).stdout
        assert word in shown and "first-attempt-success v1" in shown
    missing = tuotou("indicators", "show", "first-atempt-success", "--lang", "en")
    assert missing.exit_code == 5 and "did you mean 'first-attempt-success'?" in missing.stderr


def test_wrong_ones_are_refused_with_their_place(tuotou: Callable[..., Result], mine: Path) -> None:
    assert tuotou("indicators", "check", mine).exit_code == 0
    (mine / "signed-by-hand.yaml").write_text(INDICATOR.replace("unit: pieces", "unit: '%'"), "utf-8")
    checked = tuotou("indicators", "check", mine, "--lang", "en")
    assert checked.exit_code == 3 and "signed-by-hand.yaml:14:7" in checked.stderr
    empty = tuotou("indicators", "check", mine.parent, "--lang", "en")
    assert empty.exit_code == 3 and "no indicators here" in empty.stderr


def test_real_deliveries_are_measured(tuotou: Callable[..., Result], deliveries: Path) -> None:
    asked = ("measure", deliveries, "--map", "lade")
    told = json.loads(tuotou(*asked, "--json").stdout)["indicators"]
    by_id = {one["id"]: one for one in told}
    taken = by_id["last-mile-hours-taken"]
    assert taken["whole"]["n"] > 300 and 0 < taken["whole"]["figures"]["p50"] < 12
    assert {group["by"] for group in taken["groups"]} >= {"day", "site"}
    assert sum(group["n"] for group in taken["groups"] if group["by"] == "day") == taken["whole"]["n"]
    assert "Hours of delivery" in tuotou(*asked, "--lang", "en").stdout
    chinese = tuotou(*asked).stdout
    assert "派送时长" in chinese and "数据里没有的" in chinese


def test_one_is_compared_by_what_it_is_told_by(tuotou: Callable[..., Result], deliveries: Path) -> None:
    asked = ("measure", deliveries, "--map", "lade", "--indicator", "last-mile-hours-taken", "--lang", "en")
    assert "can be compared" in tuotou(*asked, "--by", "site").stdout
    wrong = tuotou(*asked, "--by", "sites")
    assert wrong.exit_code == 5 and "did you mean 'site'?" in wrong.stderr
    unknown = tuotou("measure", deliveries, "--map", "lade", "--indicator", "last-mile", "--lang", "en")
    assert unknown.exit_code == 5 and "no indicator of this id" in unknown.stderr


def test_own_indicators_are_measured(tuotou: Callable[..., Result], mine: Path, tmp_path: Path) -> None:
    (tmp_path / "scans.csv").write_text(EVENTS.lstrip(), "utf-8")
    (tmp_path / "scans.yaml").write_text(MAPPING.lstrip(), "utf-8")
    asked = ("measure", tmp_path / "scans.csv", "--map", tmp_path / "scans.yaml", "--indicators", mine)
    (one,) = json.loads(tuotou(*asked, "--json").stdout)["indicators"]
    assert one["whole"] == {"n": 3, "counted": 3, "of": None, "figures": {"value": 3.0}}
    assert {(g["by"], g["name"]): g["counted"] for g in one["groups"]} == {
        ("day", "2026-05-01"): 2,
        ("day", "2026-05-02"): 1,
        ("site", "SZ01"): 2,
        ("site", "SZ02"): 1,
        ("person", "li"): 2,
        ("person", "wu"): 1,
    }
