"""The simulated company as an organisation: everything that its events name is somebody, somewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.live.organisation_cast import NOW, at

from tuotou.operations.organisation.importing import import_organisation
from tuotou.operations.organisation.simulated import simulated_sheets
from tuotou.operations.organisation.workbook import write_workbook
from tuotou.simulator.simulate import Plan, Simulation
from tuotou.store.models import Line, Person, Vehicle
from tuotou.store.organisation import Organisation

pytestmark = pytest.mark.django_db
ROAD_STOP = "^RS"


@pytest.fixture
def events(tmp_path: Path) -> pl.DataFrame:
    """A day of a small company whose organisation is in the database."""
    simulation = Simulation(Plan(days=1, parcels=40))
    write_workbook(tmp_path / "made.xlsx", simulated_sheets(simulation.company, date(2026, 7, 1), 3))
    assert import_organisation([tmp_path / "made.xlsx"], NOW, "HQ001").clean
    return pl.concat(list(simulation.events()), how="diagonal_relaxed")


def test_all_that_events_name_is_known(events: pl.DataFrame) -> None:
    organisation = Organisation.at(at("2026-07-01 12:00"))
    people = set(Person.objects.values_list("staff_number", flat=True))
    sites = events["site"].cast(pl.String).drop_nulls().unique()
    assert [site for site in sites.filter(~sites.str.contains(ROAD_STOP)) if site not in organisation.units] == []
    assert set(events["person"].cast(pl.String).drop_nulls()) <= people
    assert set(events["vehicle"].cast(pl.String).drop_nulls()) <= set(Vehicle.objects.values_list("plate", flat=True))
    between_hubs = events["line"].cast(pl.String).drop_nulls().unique()
    between_hubs = between_hubs.filter(between_hubs.str.contains("^HUB.*-HUB"))
    assert set(between_hubs) <= set(Line.objects.values_list("code", flat=True))


def test_its_hubs_are_on_shift_at_night_and_its_outlets_lead_up_to_headquarters(events: pl.DataFrame) -> None:
    night = Organisation.at(at("2026-07-01 23:00"))
    assert [each.by for each in night.on_duty("HUB1", "shift_leader")] == ["shift", "deputy"]
    assert night.above("SZ02") == ("SZ01", "A320500", "P32", "HQ")
    owner = night.owner("SZ02")
    assert owner is not None and owner.code == "FSZ01"
