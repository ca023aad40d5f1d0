"""What is to be delivered today, by wave and courier, and what the scans do not clear."""

from __future__ import annotations

import pytest
from tests.figures.outlets import DAY, MONDAY, come, day_of, event, organisation
from tests.live.turns import HOUR

from tuotou.operations.figures.hub_floor import hub_floor, overdue
from tuotou.operations.figures.outlet_today import Outlet, gap, load, outlet_today
from tuotou.operations.live.watch import Watch

pytestmark = pytest.mark.django_db
TEN = MONDAY + 10 * HOUR


def test_an_outlets_day_so_far(watch: Watch) -> None:
    organisation()
    rows = [
        *day_of("A", 6, 2, TEN),
        event("W1", "accepted", TEN - 30 * HOUR, "ORIGIN"),
        event("W1", "arrived", TEN - HOUR, "A", wave="2"),  # waits
        event("W2", "accepted", TEN - 30 * HOUR, "ORIGIN"),
        event("W2", "arrived", TEN - 2 * HOUR, "A", wave="2"),
        event("W2", "held", TEN, "A"),
        event("W3", "accepted", TEN - 30 * HOUR, "ORIGIN"),
        event("W3", "out_for_delivery", TEN, "A", person="A-1", wave="2"),  # nobody scanned that it arrived
        event("W4", "accepted", TEN - 30 * HOUR, "HUB1"),
        event("W4", "departed", TEN - 30 * HOUR, "HUB1", to_site="A", planned_arrival_at=TEN - 2 * HOUR),
        event("W5", "accepted", TEN, "A"),  # goes elsewhere
    ]
    come(rows, watch, TEN + 3 * HOUR)
    outlet = Outlet.at("A", watch, TEN + 3 * HOUR)

    found = outlet_today(outlet)

    whole = found.whole
    assert (whole.expected, whole.out, whole.signed, whole.unsigned) == (11, 9, 6, 1)
    assert (whole.problem, whole.held, found.coming) == (2, 1, 1)
    loads = {(each.wave, each.person): (each.expected, each.signed, each.unsigned) for each in found.loads}
    assert loads["1", "A-0"] == (4, 3, 0)
    assert loads["2", "A-1"] == (1, 0, 1)
    assert loads["2", None] == (2, 0, 0)
    assert found.gaps["sent_not_arrived"] == found.gaps["missed_scan"] == found.gaps["out_not_signed"] == 1
    assert [each.number for each in gap(outlet, "arrived_not_out")] == ["W1", "W2"]
    assert [(each.number, each.person) for each in gap(outlet, "missed_scan")] == [("W3", "A-1")]
    assert [each.number for each in gap(outlet, "sent_not_arrived")] == ["W4"]
    assert [each.number for each in load(outlet, "held")] == ["W2"]
    assert found.gaps["silent_24h"] == 0
    tomorrow = Outlet.at("A", watch, TEN + DAY + 14 * HOUR)
    later = outlet_today(tomorrow)
    assert (later.whole.signed, later.gaps["silent_24h"]) == (0, 6)
    first = gap(tomorrow, "silent_24h", limit=2)
    rest = gap(tomorrow, "silent_24h", (first[-1].since, first[-1].id))
    assert len({each.number for each in (*first, *rest)}) == 6


def test_who_sorts_is_no_courier_of_what_was_never_taken_out(watch: Watch) -> None:
    organisation()
    rows = [
        event("S1", "accepted", TEN - 30 * HOUR, "ORIGIN"),
        event("S1", "arrived", TEN - 2 * HOUR, "A", wave="1"),
        event("S1", "exception_registered", TEN - HOUR, "A", person="A-SORTER"),
        event("S2", "accepted", TEN - 30 * HOUR, "ORIGIN"),
        event("S2", "arrived", TEN - 3 * HOUR, "A", wave="1"),
        event("S2", "out_for_delivery", TEN - 2 * HOUR, "A", person="A-1"),
        event("S2", "attempt_failed", TEN - HOUR, "A", person="A-1"),
    ]
    come(rows, watch, TEN)
    loads = outlet_today(Outlet.at("A", watch, TEN)).loads
    assert {(each.wave, each.person): each.problem for each in loads} == {("1", None): 1, ("1", "A-1"): 1}


def test_a_hubs_floor(watch: Watch) -> None:
    def of(kind: str, number: str, what: str, at: int, site: str, **more: object) -> dict[str, object]:
        return {**event(number, what, at, site, **more), "subject_kind": kind}

    rows = [
        of("trip", "T1", "departed", TEN - 9 * HOUR, "A", to_site="HUB1"),
        of("trip", "T1", "arrived", TEN - HOUR, "HUB1"),
        of("trip", "T2", "arrived", TEN - 3 * HOUR, "HUB1"),
        of("trip", "T2", "unsealed", TEN - 2 * HOUR, "HUB1"),
        of("trip", "T3", "departed", TEN - HOUR, "A", to_site="HUB1", planned_arrival_at=TEN + 2 * HOUR + 1),
        of("bag", "B1", "arrived", TEN - 2 * HOUR, "HUB1"),
        of("bag", "B2", "arrived", TEN - 3 * HOUR, "HUB1"),
        of("bag", "B2", "bag_opened", TEN - HOUR, "HUB1"),
        event("P1", "arrived", TEN - 13 * HOUR, "HUB1"),
        event("P2", "arrived", TEN - HOUR, "HUB1"),
    ]
    come(rows, watch, TEN)
    hub = Outlet.at("HUB1", watch, TEN)

    found = hub_floor(hub)

    assert [each.number for each in found.waiting] == ["T1"]
    assert (found.unloading, found.bags, found.bag_waits) == (1, 1, 2 * HOUR)
    assert (found.stock, found.overdue) == (2, 1)
    assert [each.number for each in overdue(hub)] == ["P1"]
    assert [each.trips for each in found.coming][:4] == [0, 0, 1, 0]


def test_a_number_that_goes_on_as_another_is_counted_once(watch: Watch) -> None:
    organisation()
    rows = [
        event("N1", "accepted", TEN - 30 * HOUR, "ORIGIN"),
        event("N2", "arrived", TEN - HOUR, "A", wave="1"),
    ]
    come(rows, watch, TEN)
    assert outlet_today(Outlet.at("A", watch, TEN)).whole.expected == 1
    come([event("N1", "relabelled", TEN - 20 * HOUR, "ORIGIN", to_number="N2")], watch, TEN + HOUR)
    outlet = Outlet.at("A", watch, TEN + HOUR)
    assert outlet_today(outlet).whole.expected == 1
    assert [each.number for each in load(outlet, "there")] == ["N1"]
