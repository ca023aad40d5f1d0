"""Chapters: a company that goes on is told some days at a time, again and again the same, and nobody's number twice."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from tuotou.core.standards.role import CUSTOMERS, ROLES
from tuotou.operations.organisation.simulated import simulated_sheets
from tuotou.simulator import chapter
from tuotou.simulator.chapter import Chapter
from tuotou.simulator.company import Company
from tuotou.simulator.province import found_province

MONDAY = date(2026, 11, 2)
HOUR = 3_600_000_000
PASSING = ("parcel", "trip", "bag", "case")
FAULTS = {"all": 0.05}


@pytest.fixture(scope="module")
def company() -> Company:
    return found_province(40)


@pytest.fixture(scope="module")
def first(company: Company) -> pl.DataFrame:
    return tell_chapter(Chapter(0, MONDAY, 2, 40, faults=FAULTS), company)


def tell_chapter(one: Chapter, company: Company) -> pl.DataFrame:
    """All its days."""
    days = dict(chapter.tell_chapter(one, company))
    assert all((frame["recorded_at"].dt.date() == day).all() for day, frame in days.items())
    return pl.concat(days.values(), how="diagonal_relaxed")


def keys(events: pl.DataFrame) -> set[tuple[str, str, str]]:
    return set(events.select("subject_kind", "subject", "id").iter_rows())


def test_the_same_chapter_is_the_same_word_for_word(company: Company, first: pl.DataFrame) -> None:
    again = tell_chapter(Chapter(0, MONDAY, 2, 40, faults=FAULTS), company)
    assert again.select(sorted(again.columns)).equals(first.select(sorted(first.columns)))
    assert first["recorded_at"].is_sorted()
    assert len(keys(first)) == first.height


def test_the_next_chapter_shares_no_number_and_no_event(company: Company, first: pl.DataFrame) -> None:
    then = tell_chapter(Chapter(1, MONDAY + timedelta(2), 2, 40, faults=FAULTS), company)
    assert keys(first) & keys(then) == set()
    for kind in PASSING:
        one, other = (set(each.filter(subject_kind=kind)["subject"]) for each in (first, then))
        assert one and other and one & other == set(), kind
    photos = [set(each.filter(subject_kind="parcel")["photo_hash"].drop_nulls()) for each in (first, then)]
    assert photos[0] and photos[0] & photos[1] == set()


def test_what_rides_rides_in_what_is_told_of(first: pl.DataFrame) -> None:
    for kind, container, word in (("parcel", "bag", "into"), ("bag", "trip", "into"), ("case", "parcel", "parcel")):
        named = set(first.filter(subject_kind=kind)[word].drop_nulls())
        there = set(first.filter(subject_kind=container)["subject"])
        assert named and named <= there, kind


def test_shifts_bear_their_dates(first: pl.DataFrame) -> None:
    shifts = first.filter((pl.col("subject_kind") == "shift") & pl.col("subject").str.contains(r"/\d"))
    dates = {each.rpartition("/")[2] for each in shifts["subject"]}
    assert dates == {"2026-11-02", "2026-11-03"}


def test_more_parcels_bring_no_second_day_of_a_site_and_nothing_that_began_before(company: Company) -> None:
    noon = Chapter(0, MONDAY, 1, 40).begins + 12 * HOUR
    more = tell_chapter(Chapter(5, MONDAY, 1, 40, since=noon, sites=False), company)
    assert set(more["subject_kind"]) <= set(PASSING)
    assert more["recorded_at"].to_physical().min() >= noon
    begun = more.filter(subject_kind="parcel").group_by("subject").agg(pl.col("kind").sort_by("at").first())
    assert set(begun["kind"]) <= {"ordered", "no_label_found", "forwarded"}


def test_it_is_a_company_of_one_province(company: Company) -> None:
    sites = company.sites()
    assert sites["kind"].value_counts().sort("kind")["count"].to_list() == [3, 60]
    assert company.couriers.sum() == 400
    assert sites["province"].unique().to_list() == ["320000"]
    assert sites["lng"].is_between(116.3, 121.9).all() and sites["lat"].is_between(30.7, 35.2).all()
    assert sites.select("lng", "lat").is_unique().all()


def test_every_role_has_somebody_and_everybody_a_name(company: Company) -> None:
    sheets = simulated_sheets(company, MONDAY, 1)
    held = {role for _, _, role in sheets["posts"]}
    assert held == {zh for role, zh in ROLES.items() if role not in CUSTOMERS}
    assert len({name for _, name, _ in sheets["people"]}) == len(sheets["people"])
    parents = dict(row[:2] for row in sheets["belongings"])
    outlet = ["NJ02"]
    while outlet[-1] in parents:
        outlet.append(str(parents[outlet[-1]]))
    assert outlet == ["NJ02", "NJ01", "A-NJ", "P32", "HQ"]
    assert all(zh and en for _, zh, en, *_ in sheets["units"])
