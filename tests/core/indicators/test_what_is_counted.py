"""What an indicator counts and what it leaves out, word by word of its document."""

from __future__ import annotations

import pytest
from indicator_cast import measured, said, told

AFTER_THE_END = """
parcel YT1
  2026-05-01 10:00  signed_by_self  @SZ02
  2026-05-01 20:00  rated           @SZ02  touch_point=delivery score=5
parcel YT2
  2026-05-01 09:00  rated           @SZ02  touch_point=delivery score=3
"""


def test_what_comes_after_the_end_of_a_life_counts_where_it_outlives_that() -> None:
    document = "form: values\nunit: points\nfigures: mean\nof: {kind: rated, value: score%s}\n"
    assert said(document % "", AFTER_THE_END) == (1, None, {"mean": 3})
    assert said(document % ", outlives: true", AFTER_THE_END) == (2, None, {"mean": 4})


def test_an_end_after_the_end_of_the_life_is_measured_where_it_outlives_that() -> None:
    trail = "case C1\n  2026-05-01 10:00  case_closed\n  2026-05-02 11:30  called_back  connected=true"
    document = "form: values\nunit: h\nfigures: mean\nof: {from: case_closed, to: called_back%s}\n"
    assert said(document % "", trail, "case") == (0, None, {})
    assert said(document % ", outlives: true", trail, "case") == (1, None, {"mean": 25.5})


SEEN = """
parcel YT1
  2026-05-01 08:00  arrived  @HUB1
  2026-05-02 08:00  sorted   @HUB1
  2026-05-03 08:00  arrived  @HUB2
  2026-05-04 08:00  arrived  @HUB1
parcel YT2
  2026-05-01 08:00  arrived  @HUB1
  2026-05-01 09:00  sorted
"""


@pytest.mark.parametrize(("word", "all_", "hub1"), [("false", 6, 4), ("true", 2, 2), ("site", 3, 2)])
def test_each_or_the_first_of_a_life_or_the_first_at_each_site(word: str, all_: int, hub1: int) -> None:
    document = f"form: count\nunit: pieces\ncount: {{kind: [arrived, sorted], first: {word}}}\nby: [site]\n"
    found = measured(document, SEEN)
    assert found.whole.counted == all_
    assert told(found, "site")["HUB1"] == (hub1, None)


KILOMETRES = """
trip T1
  2026-05-01 08:00  trip_opened  line=A
  2026-05-01 10:00  overspeed_ended  minutes=3
  2026-05-01 18:00  trip_closed  km=1200.4
trip T2
  2026-05-01 08:00  trip_opened  line=A
  2026-05-01 18:00  trip_closed  km=799.6
trip T3
  2026-05-01 18:00  trip_closed
"""


def test_a_count_may_be_the_sum_of_what_events_hold() -> None:
    assert said("form: count\nunit: pieces\ncount: {kind: trip_closed, value: km}\n", KILOMETRES, "trip") == (
        2_000, None, {"value": 2_000},
    )  # fmt: skip


def test_a_rate_may_be_for_such_a_sum() -> None:
    document = "form: rate\nunit: per_1000_km\ncount: overspeed_ended\nper: {kind: trip_closed, value: km}\n"
    assert said(document, KILOMETRES, "trip") == (1, 2_000, {"value": pytest.approx(0.5)})


IN_TIME = """
parcel YT1
  2026-05-01 08:00  accepted        @SZ01
  2026-05-04 08:00  signed_by_self  @SZ02
parcel YT2
  2026-05-01 08:00  accepted        @SZ01
  2026-05-04 08:01  signed_by_self  @SZ02
parcel YT3
  2026-05-02 08:00  accepted        @SZ03
parcel YT4
  2026-05-08 08:00  accepted        @SZ01
  2026-05-08 09:00  signed_by_self  @SZ01
"""


def test_a_share_in_time_counts_on_the_day_the_time_is_up_whether_it_is_over_or_not() -> None:
    document = "form: share\nunit: '%'\nof: {from: accepted, to: signed_by_self}\nwithin: 72 h\nby: [site]\n"
    found = measured(document, IN_TIME)
    assert (found.whole.counted, found.whole.of) == (1, 3)  # YT4 is known to be in time, but its time is not up
    assert told(found, "day") == {"2026-05-04": (1, 2), "2026-05-05": (0, 1)}
    assert told(found, "site") == {"SZ01": (1, 2), "SZ03": (0, 1)}


THROUGH_HUBS = """
parcel YT1
  2026-05-01 10:00  departed          @HUB1  to_site=HUB2
  2026-05-01 14:00  arrived           @HUB2
  2026-05-01 15:00  departed          @HUB2  to_site=HUB3
  2026-05-01 20:00  arrived           @HUB3
  2026-05-02 08:00  out_for_delivery  @SZ02
  2026-05-03 08:00  arrived           @HUB3
  2026-05-04 08:00  out_for_delivery  @SZ02
parcel YT2
  2026-05-01 10:00  departed          @HUB1  to_site=HUB2
  2026-05-01 14:00  arrived           @HUB2
parcel YT3
  2026-05-02 08:00  out_for_delivery  @SZ02
  2026-05-02 09:00  arrived           @HUB3
"""


@pytest.mark.parametrize(
    ("of", "hours"),
    [
        ("{from: {kind: departed}, to: {kind: arrived}}", [4, 4]),
        ("{from: departed, to: {kind: arrived, before: out_for_delivery}}", [10]),
        ("{from: {kind: arrived, before: out_for_delivery}, to: out_for_delivery}", [12]),
        ("{from: {kind: arrived, before: {kind: out_for_delivery, where: site = 'SZ09'}}, to: out_for_delivery}", []),
    ],
)
def test_a_stage_may_begin_or_end_with_the_last_event_before_another(of: str, hours: list[int]) -> None:
    counted, _, figures = said(f"form: values\nunit: h\nfigures: mean\nof: {of}\n", THROUGH_HUBS)
    assert counted == len(hours)
    assert figures == ({"mean": sum(hours) / len(hours)} if hours else {})


SCANS_MISSED = """
parcel YT1
  2026-05-01 08:00  arrived  @HUB1
  2026-05-01 09:00  sorted   @HUB1
  2026-05-01 10:00  departed @HUB1
parcel YT2..YT3
  2026-05-01 08:00  arrived  @HUB1
  2026-05-01 10:00  departed @HUB1
parcel YT4
  2026-05-01 08:00  arrived  @HUB1
"""


def test_missed_are_promises_that_only_a_later_stage_kept() -> None:
    document = "form: share\nunit: '%'\nof: [hub-sorted-8h]\ncounts: missed\n"
    assert said(document, SCANS_MISSED)[:2] == (2, 4)


LYING = """
parcel YT1
  2026-05-01 08:00  arrived         @SZ02
  2026-05-03 08:00  loss_confirmed  @SZ02
parcel YT2
  2026-05-01 08:00  arrived         @SZ02
  2026-05-02 08:00  out_for_delivery  @SZ02
  2026-05-02 09:00  signed_by_self  @SZ02
parcel YT3
  2026-05-06 08:00  arrived         @SZ02
"""


def test_what_ended_its_life_lies_nowhere() -> None:
    found = measured("form: count\nunit: pieces\ncount: {stock: arrived, until: out_for_delivery}\n", LYING)
    days = told(found, "day")
    assert {day: n for day, (n, _) in days.items() if n} == {
        "2026-05-01": 2, "2026-05-02": 1, "2026-05-06": 1, "2026-05-07": 1, "2026-05-08": 1, "2026-05-09": 1,
    }  # fmt: skip


def test_old_stock_is_counted_from_the_day_on_which_it_is_old() -> None:
    document = "form: count\nunit: pieces\ncount: {stock: arrived, until: out_for_delivery, older: 48 h}\n"
    days = told(measured(document, LYING), "day")
    assert {day: n for day, (n, _) in days.items() if n} == {"2026-05-08": 1, "2026-05-09": 1}


TWO_STAYS = """
parcel YT1
  2026-05-01 08:00  arrived   @HUB1
  2026-05-01 09:00  sorted    @HUB1
  2026-05-03 08:00  arrived   @HUB2
  2026-05-05 08:00  departed  @HUB2
parcel YT2
  2026-05-01 08:00  arrived   @HUB1
  2026-05-01 20:00  arrived   @HUB1
  2026-05-02 08:00  departed  @HUB1
  2026-05-02 20:00  arrived   @HUB1
  2026-05-04 08:00  departed  @HUB1
"""


@pytest.mark.parametrize(
    ("elsewhere", "by_site"), [("false", {"HUB1": 4 + 1 + 2}), ("true", {"HUB1": 2 + 1 + 2, "HUB2": 2})]
)
def test_each_stay_is_stock_and_a_scan_at_another_site_may_end_it(elsewhere: str, by_site: dict[str, int]) -> None:
    stock = f"{{stock: arrived, until: departed, elsewhere: {elsewhere}}}"
    found = measured(f"form: count\nunit: pieces\ncount: {stock}\nby: [site]\n", TWO_STAYS)
    assert told(found, "site") == {site: (days, None) for site, days in by_site.items()}


WRONGLY_SORTED = """
parcel YT1
  2026-05-01 08:00  sorted            @HUB1 %zhang
  2026-05-01 20:00  wrong_sort_found  @SZ02 %li  from_site=HUB1
parcel YT2
  2026-05-01 08:00  sorted            @HUB2
  2026-05-01 20:00  wrong_sort_found  @SZ02
"""


def test_an_event_may_be_counted_at_the_site_that_it_names() -> None:
    document = """\
form: rate
unit: ppm
count: {kind: wrong_sort_found, answers: from_site}
per: {kind: sorted, first: site}
by: [site, person]
"""
    found = measured(document, WRONGLY_SORTED)
    assert (found.whole.counted, found.whole.of) == (2, 2)
    assert told(found, "site") == {"HUB1": (1, 1), "HUB2": (0, 1)}
    assert told(found, "person") == {"zhang": (0, 1)}


SOUND = "parcel YT1\n  2026-05-01 08:00  accepted  @SZ01"
BROKEN = "parcel YT2\n  2026-05-01 09:00  damaged  @SZ01  severity=minor"
SEVERE = "form: rate\nunit: ppm\ncount: {kind: damaged, where: severity = 'severe'}\nper: accepted\n"


@pytest.mark.parametrize(("trail", "heard"), [(SOUND, False), (f"{SOUND}\n{BROKEN}", True)])
def test_none_of_what_never_came_says_nothing(trail: str, heard: bool) -> None:
    found = measured(SEVERE, trail)
    assert (found.whole.counted, found.whole.of, found.heard, found.says) == (0, 1, heard, heard)


@pytest.mark.parametrize(
    "document",
    [
        "form: count\nunit: pieces\ncount: {stock: arrived, until: departed}\n",
        "form: count\nunit: CNY\ncount: {subject: case, kind: paid, value: amount}\n",
        "form: share\nunit: '%'\nof: {from: accepted, to: signed}\nwithin: 1 h\n",
    ],
)
def test_whatever_is_counted_must_be_heard_of(document: str) -> None:
    assert not measured(document, SOUND).says


def test_of_promises_and_of_what_is_measured_n_shows_it() -> None:
    assert measured("form: share\nunit: '%'\nof: [hub-sorted-8h]\n", SOUND).heard
    assert measured("form: values\nunit: h\nfigures: p50\nof: {from: accepted, to: signed}\n", SOUND).heard


@pytest.mark.parametrize("ids", [("#a", "#b"), ("#b", "#a")])
@pytest.mark.parametrize("of", ["{from: arrived, to: departed}", "{from: departed, to: arrived}"])
def test_what_happens_in_one_instant_follows_and_precedes_whatever_the_ids(ids: tuple[str, str], of: str) -> None:
    trail = f"parcel YT1\n  2026-05-01 08:00  arrived @HUB1 {ids[0]}\n  2026-05-01 08:00  departed @HUB1 {ids[1]}"
    assert said(f"form: values\nunit: h\nfigures: mean\nof: {of}\n", trail) == (1, None, {"mean": 0})
    before = "{from: {kind: arrived, before: departed}, to: departed}"
    assert said(f"form: values\nunit: h\nfigures: mean\nof: {before}\n", trail) == (1, None, {"mean": 0})


def test_an_event_never_follows_itself() -> None:
    trail = "parcel YT1\n  2026-05-01 08:00  arrived @HUB1\n  2026-05-01 18:00  arrived @HUB2"
    document = "form: values\nunit: h\nfigures: mean\nof: {from: arrived, to: %s}\n"
    assert said(document % "arrived", trail) == (1, None, {"mean": 10})
    assert said(document % "{kind: arrived, before: arrived}", trail) == (0, None, {})
