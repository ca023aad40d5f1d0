"""What partners read: trails, promises and warnings, page by page, and no more than they may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api.conftest import Partner
from tests.api.parcels import event

from tuotou.clockwork.clock import clock, shared_clock
from tuotou.operations.inquiry import sight
from tuotou.operations.live.wake import wake
from tuotou.operations.live.watch import current_watch
from tuotou.operations.warnings.warn import warn
from tuotou.store.models import Belonging, Unit

pytestmark = pytest.mark.django_db(transaction=True)
Made = Callable[..., Partner]
LATER = 24 * 3_600_000_000


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    sight._of.cache_clear()
    yield
    sight._of.cache_clear()


def company() -> None:
    """Two outlets under two areas of one province."""
    units = {code: Unit.objects.create(code=code, name=code, kind=kind) for code, kind in (
        ("HQ", "hq"), ("A1", "area"), ("A2", "area"), ("SZ01", "outlet"), ("SZ02", "outlet"),
    )}  # fmt: skip
    for child, parent in (("A1", "HQ"), ("A2", "HQ"), ("SZ01", "A1"), ("SZ02", "A2")):
        Belonging.objects.create(unit=units[child], parent=units[parent], since=0)


def told(who: Partner, *events: dict) -> None:
    """They are recorded, judged and warned of."""
    assert who.post("events", list(events)).json()["refused"] == 0
    while wake(current_watch(), shared_clock):
        pass
    while warn(current_watch().response, clock() + LATER, 100):  # once patience is over
        pass


def test_a_trail_in_pages(partner: Made) -> None:
    who = partner()
    told(who, event("accepted", 60, attrs={"weight_g": 900, "promised_at": "2026-05-01T10:00:00+08:00"}))
    told(who, event("departed", 30))
    first = who.get("subjects/parcel/YT1/trail", limit=1).json()
    assert (first["count"], first["next"]) == (2, 1)
    assert first["events"][0]["attrs"] == {"promised_at": "2026-05-01T02:00:00.000000Z", "weight_g": 900}
    rest = who.get("subjects/parcel/YT1/trail", first=1).json()
    assert [e["kind"] for e in rest["events"]] == ["departed"] and rest["next"] is None
    missing = who.get("subjects/parcel/YT9/trail")
    assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")


def test_what_is_personal_stays_here(partner: Made) -> None:
    who = partner()
    told(who, event("ordered", 60, attrs={"phone_tail": "5678", "order_number": "JD1"}))
    assert who.get("subjects/parcel/YT1/trail").json()["events"][0]["attrs"] == {"order_number": "JD1"}


def test_promises_of_one_and_all_that_changed(partner: Made) -> None:
    who = partner()
    told(who, *(event("accepted", 60, subject=f"YT{n}") for n in range(3)))
    mine = who.get("subjects/parcel/YT1/promises").json()["promises"]
    broken = next(one for one in mine if one["standard"] == "accepted-needs-inspection")
    assert broken["status"] == "broken" and broken["said"][0]["status"] == "broken" and broken["site"] == "SZ01"
    every = who.get("subjects/parcel/YT1/promises", every=True).json()["promises"]
    assert {one["standard"] for one in mine} < {one["standard"] for one in every}
    assert "open" in {one["status"] for one in every}
    assert next(o for o in every if o["standard"] == broken["standard"])["due_at"][:19] == broken["due_at"][:19]
    seen, after = [], ""
    while after is not None:
        page = who.get("promises", after=after, limit=2, standard="accepted-needs-inspection").json()
        seen += [one["subject"] for one in page["promises"]]
        after = page["next"]
    assert sorted(seen) == ["YT0", "YT1", "YT2"]
    assert who.get("promises", since="2999-01-01").status_code == 422
    assert who.get("promises", after="nonsense").json()["errors"][0]["where"] == "query.after"


def test_warnings_and_their_story(partner: Made) -> None:
    who = partner()
    told(who, event("accepted", 60))
    page = who.get("warnings", standard="accepted-needs-inspection").json()
    story = who.get(f"warnings/{page['warnings'][0]['id']}").json()
    assert story["promises"][0]["subject"] == "YT1" and story["steps"][0]["act"] == "told"
    assert who.get("warnings/999999").status_code == 404


def test_many_numbers_at_once(partner: Made) -> None:
    who = partner()
    told(who, event("accepted", 60), event("departed", 30), event("accepted", 9, subject="YT2"))
    found = who.post("subjects/query", {"numbers": ["YT2", "YT9", "YT1"]}).json()
    assert [(one["subject"], one["known"], one["last"] and one["last"]["kind"]) for one in found] == [
        ("YT2", True, "accepted"), ("YT9", False, None), ("YT1", True, "departed"),
    ]  # fmt: skip
    assert who.post("subjects/query", {"numbers": ["YT1"] * 1_001}).status_code == 422


def test_nobody_sees_beyond_their_unit(partner: Made) -> None:
    company()
    everything, here, there = partner(), partner(unit="A1"), partner(unit="A2")
    told(everything, event("accepted", 60), event("arrived", 20, site="SZ02", person="c2"))
    told(everything, event("accepted", 60, subject="YT2"))
    assert here.get("subjects/parcel/YT2/trail").status_code == 200
    assert there.get("subjects/parcel/YT2/trail").status_code == 404  # it never was there
    assert [one["known"] for one in there.post("subjects/query", {"numbers": ["YT1", "YT2"]}).json()] == [True, False]
    trail = there.get("subjects/parcel/YT1/trail").json()["events"]
    assert [(e["site"], e["person"]) for e in trail] == [("SZ01", "*"), ("SZ02", "c2")]
    assert {one["site"] for one in here.get("promises").json()["promises"]} == {"SZ01"}
    assert not there.get("promises", standard="accepted-needs-inspection").json()["promises"]
    ours = here.get("warnings").json()["warnings"]
    assert ours and {one["site"] for one in ours} == {"SZ01"}
    assert there.get(f"warnings/{ours[0]['id']}").status_code == 404


def test_a_longer_page_takes_no_more_questions(partner: Made) -> None:
    who = partner()
    told(who, *(event("accepted", 3_000, subject=f"YT{turn}") for turn in range(4)))
    who.get("promises", limit=1)
    asked = []
    for limit in (2, 4):
        with CaptureQueriesContext(connection) as queries:
            page = who.get("promises", limit=limit).json()["promises"]
        assert len(page) == limit and all(one["said"] for one in page)
        asked.append(len(queries))
    assert asked[0] == asked[1]
