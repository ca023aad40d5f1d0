"""Questions about the tree: each answer is that of its instant."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.live.organisation_cast import at, imported

from tuotou.operations.warnings.escalate import whom
from tuotou.store.organisation import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cast(tmp_path: Path) -> None:
    imported(tmp_path, units=())


def on(text: str) -> Organisation:
    return Organisation.at(at(text))


def told(text: str, unit: str, role: str) -> list[tuple[str, str]]:
    return [(each.staff_number, each.by) for each in on(text).on_duty(unit, role)]


def test_a_unit_belongs_to_another_from_one_instant_on() -> None:
    assert on("2026-05-31 23:59:59").parent("SZ01") == "A1"
    assert on("2026-06-01").parent("SZ01") == "P32"
    assert on("2025-12-31").parent("SZ01") is None


def test_above_leads_to_headquarters_and_below_holds_everything() -> None:
    organisation = on("2026-05-01")
    assert organisation.above("SZ01A") == ("SZ01", "A1", "P32", "HQ")
    assert organisation.below("P32") == ("A1", "SZ01", "SZ01A", "SZ02", "HUB1")
    assert on("2026-07-01").below("A1") == ("SZ02",)
    assert organisation.above("HQ") == () == organisation.below("SZ01A")


def test_the_owner_is_that_of_the_day_and_holds_for_what_belongs_to_the_outlet() -> None:
    owners = [getattr(on(day).owner("SZ01A"), "code", None) for day in ("2026-03-31", "2026-04-01")]
    assert owners == ["JM1", "JM2"]
    assert on("2026-04-01").owner("HUB1") is None


def test_who_is_on_shift_comes_before_the_deputy() -> None:
    assert told("2026-05-01 08:00", "SZ01", "outlet_agent") == [("SZ01003", "shift"), ("SZ01002", "deputy")]
    assert told("2026-05-01 20:00", "SZ01", "outlet_agent") == [("SZ01002", "shift")]


def test_without_a_shift_those_are_told_who_hold_the_post() -> None:
    assert told("2026-05-03 10:00", "SZ01", "outlet_agent") == [("SZ01002", "post"), ("SZ01003", "post")]
    assert told("2026-05-03 10:00", "SZ02", "outlet_manager") == [("SZ01001", "post")]


def test_where_nobody_is_in_the_role_who_leads_the_unit_is_told_and_then_who_is_above() -> None:
    assert told("2026-05-03 10:00", "SZ01A", "courier") == [("SZ01001", "post")]
    assert told("2026-05-03 10:00", "SZ02", "area_quality") == [("SZ01001", "post")]
    assert told("2026-02-01 10:00", "SZ02", "area_quality") == [("A1001", "post")]
    assert told("2026-05-03 10:00", "HUB1", "shift_leader") == [("HQ001", "post")]


def test_a_warning_goes_up_to_those_in_the_role_and_never_back_down() -> None:
    here = on("2026-05-03 10:00")
    assert whom(here, "SZ02", "outlet_manager", "area_quality") == ("area_quality", ["A1001"])
    assert whom(here, "SZ02", "area_quality", "deputy") == ("area_quality", ["A1001"])
    assert whom(here, "SZ02", "area_quality", "above") == ("management", ["HQ001"])
    assert whom(here, "SZ02", "outlet_manager", "above") == ("management", ["HQ001"]), "nobody leads the area"
    assert whom(here, "SZ02", "courier", "deputy") == ("outlet_manager", ["SZ01001"])


def test_an_unknown_site_has_nobody() -> None:
    organisation = on("2026-05-01")
    assert organisation.on_duty("nowhere", "courier") == ()
    assert organisation.above("nowhere") == () and organisation.owner("nowhere") is None


def test_a_site_is_known_by_the_code_of_a_brand_too() -> None:
    organisation = on("2026-05-01")
    assert [organisation.unit_of(site) for site in ("SZ01", "215021", "SZYQ1", "?")] == ["SZ01", "SZ01", "SZ01", None]


def test_thousands_of_questions_take_the_queries_of_one() -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        organisation = Organisation.at(at("2026-05-01 09:00"))
        for _ in range(1_000):
            assert organisation.on_duty("SZ01", "outlet_agent")
    assert len(asked) <= 7
