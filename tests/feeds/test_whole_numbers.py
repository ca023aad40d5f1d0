"""Whole numbers that were computed: what floats make of them is forgiven, a real fraction is not."""

from __future__ import annotations

from feed_desk import NANGANG, Read

WEIGHED = NANGANG + "events: [{kind: ordered, at: 下单, attributes: {weight_g: {column: 重量, factor: FACTOR}}}]\n"


def weighed(read: Read, *cells: str, factor: int = 1000) -> list[object]:
    rows = "".join(f"YT{place},2026-05-01 10:00,{cell}\n" for place, cell in enumerate(cells))
    found = read("运单号,下单,重量\n" + rows, WEIGHED.replace("FACTOR", str(factor)))
    given = dict(found.events.select("subject", "weight_g").rows()) if "weight_g" in found.events.columns else {}
    return [given.get(f"YT{place}", "refused") for place in range(len(cells))]


def test_kilograms_become_whole_grams_whatever_floats_make_of_them(read: Read) -> None:
    grams = [*range(1, 5_000), *range(5_000, 1_000_000, 997), 1_234_567, 987_654_321]
    assert weighed(read, *(f"{gram // 1000}.{gram % 1000:03}" for gram in grams)) == grams
    assert weighed(read, "8.12", "8.119999999999999", "8.119999885559082", "0") == [8120, 8120, 8120, 0]


def test_a_fraction_of_a_whole_number_is_refused_however_small_beside_it(read: Read) -> None:
    assert weighed(read, "1234.5674", "1.23456", "0.0001") == ["refused"] * 3
    assert weighed(read, "1234567.4", "3.2", "3.0", "1234567", factor=1) == ["refused", "refused", 3, 1234567]
