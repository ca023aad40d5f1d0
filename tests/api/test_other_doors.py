"""Waybills, sites and people, and what Kuaidi100 pushes."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import md5
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from tests.api.conftest import Partner
from tests.api.parcels import ago

from tuotou.clockwork.clock import clock
from tuotou.core.dictionary import Entry
from tuotou.core.document import Bilingual
from tuotou.feeds import kuaidi100
from tuotou.operations.live.watch import current_watch
from tuotou.operations.standards.dictionaries import change
from tuotou.operations.standards.publish import Hand
from tuotou.store.models import AuditEntry, Person, RecordedEvent, Unit

pytestmark = pytest.mark.django_db(transaction=True)
Made = Callable[..., Partner]
SALT = "salt-of-ours"


def test_waybills_begin_trails(partner: Made) -> None:
    who = partner()
    waybill = {"number": "YT1", "ordered_at": ago(60), "site": "SZ01", "product": "express", "weight_g": 800}
    said = who.post("waybills", [waybill, {"number": "YT2", "ordered_at": "yesterday"}, 7, waybill]).json()
    assert (said["recorded"], said["refused"], said["repeated"]) == (1, 2, 1)
    assert [(e["row"], e["field"]) for e in said["errors"]] == [(1, "at"), (2, "")]
    (event,) = who.get("subjects/parcel/YT1/trail").json()["events"]
    assert (event["kind"], event["site"], event["attrs"]) == (
        "ordered",
        "SZ01",
        {"product": "express", "weight_g": 800},
    )


def test_sites_and_people_come_in_and_out(partner: Made) -> None:
    who = partner()
    units = [
        {"code": "SZ01", "name": "苏州园区一部", "kind": "outlet", "lng": 120.7},
        {"code": "A1", "name": "苏州片区", "kind": "片区"},
        {"code": "X", "name": "nowhere", "kind": "castle"},
    ]
    said = who.post("organisation/sheets/units", units).json()
    assert (said["added"], said["refused"]) == (2, 1)
    assert (said["errors"][0]["row"], said["errors"][0]["field"]) == (2, "kind")
    who.post("organisation/sheets/belongings", [{"unit": "SZ01", "parent": "A1"}])
    who.post("organisation/sheets/people", [{"staff_number": "SZ01001", "name": "李明", "mobile": "13812345678"}])
    who.post("organisation/sheets/posts", [{"person": "SZ01001", "unit": "SZ01", "role": "courier"}])
    first = who.get("organisation/units", limit=1).json()
    rest = who.get("organisation/units", after=first["next"]).json()
    assert [u["code"] for u in (*first["units"], *rest["units"])] == ["A1", "SZ01"]
    assert rest["units"][0]["parent"] == "A1"
    (person,) = who.get("organisation/people").json()["people"]
    assert person == {
        "staff_number": "SZ01001", "name": "李明", "mobile": "138****5678",
        "posts": [{"unit": "SZ01", "role": "courier"}],
    }  # fmt: skip
    assert len(partner(unit="A1").get("organisation/units").json()["units"]) == 2
    assert AuditEntry.objects.filter(act="organisation.import", who="q1").count() == 4


@pytest.mark.parametrize(
    ("sheet", "rows", "status"),
    [
        ("castles", [{"code": "X"}], 422),
        ("units", [{"name": "no code"}], 422),
        ("units", [], 422),
        ("units", [1], 422),
        ("units", b"{", 422),
    ],
)
def test_no_rows_of_a_sheet(partner: Made, sheet: str, rows: object, status: int) -> None:
    assert partner().post(f"organisation/sheets/{sheet}", rows).status_code == status
    assert not Unit.objects.exists()


def test_who_sees_one_unit_changes_nothing(partner: Made) -> None:
    Unit.objects.create(code="A1", name="A1", kind="area")
    answer = partner(unit="A1").post("organisation/sheets/people", [{"staff_number": "1", "name": "x"}])
    assert answer.status_code == 403
    assert not Person.objects.exists()


def pushed(param: str, sign: str | None = None) -> HttpResponse:
    """What a push is answered."""
    due = md5((param + SALT).encode()).hexdigest().upper()
    form = {"param": param, "sign": due if sign is None else sign}
    return Client(headers={"host": "localhost"}).post("/api/v1/kuaidi100", form)


@override_settings(KUAIDI100_SALT=SALT)
def test_pushes_are_recorded_and_what_vanished_is_taken_back() -> None:
    pushes = (Path(kuaidi100.__path__[0]) / "pushes.ndjson").read_text("utf-8").splitlines()
    for push in pushes:
        answer = pushed(push).json()
        assert (answer["result"], answer["returnCode"]) == (True, "200")
        before = RecordedEvent.objects.count()
        assert pushed(push).json()["result"] and RecordedEvent.objects.count() == before  # again: nothing new
    assert list(RecordedEvent.objects.order_by("recorded_at", "at").values_list("kind", flat=True)) == [
        "accepted", "in_transit", "arrived_in_city", "out_for_delivery", "signed_by_self", "retracted",
        "placed_for_pickup",
    ]  # fmt: skip
    assert set(RecordedEvent.objects.values_list("subject", flat=True)) == {"yuantongYT8812345678901"}
    taken_back = RecordedEvent.objects.get(kind="retracted")
    assert json.loads(taken_back.body or "")["retracts"] == RecordedEvent.objects.get(kind="signed_by_self").id
    signed = next(push for push in pushes if "2026-05-02 10:01" in push)
    assert pushed(signed).json()["result"]  # it is signed after all, and what came since is gone
    first, again = RecordedEvent.objects.filter(kind="signed_by_self").order_by("seq")
    assert again.id == f"{first.id}+1"  # what was taken back is never said again under its id
    gone = json.loads(RecordedEvent.objects.filter(kind="retracted").latest("seq").body or "")["retracts"]
    assert gone == RecordedEvent.objects.get(kind="placed_for_pickup").id


@override_settings(KUAIDI100_SALT=SALT)
@pytest.mark.parametrize(
    ("param", "sign", "status"), [("{}", "0" * 32, 403), ("{}", "é", 403), ("[]", None, 422), ("{", None, 422)]
)
def test_what_kuaidi100_did_not_sign_changes_nothing(param: str, sign: str | None, status: int) -> None:
    answer = pushed(param, sign)
    assert (answer.status_code, answer.json()["result"]) == (status, False)
    assert not RecordedEvent.objects.exists()


def test_without_a_salt_nothing_is_taken() -> None:
    assert pushed("{}").status_code == 404


@override_settings(KUAIDI100_SALT=SALT)
def test_a_push_goes_by_what_its_codes_mean_to_the_company() -> None:
    def push(time: str) -> None:
        row = {
            "time": f"2026-05-01 {time}:00",
            "statusCode": "777",
            "status": "协商退回",
            "context": "",
            "areaCode": "",
        }
        param = {"status": "polling", "lastResult": {"com": "yuantong", "nu": f"YT{time[:2]}", "data": [row]}}
        assert pushed(json.dumps(param, ensure_ascii=False)).json()["result"]

    push("09:00")
    meaning = Entry(Bilingual("协商退回", "Return agreed"), kind="return_started")
    change(current_watch().handbook, "codes", {"kuaidi100 777": meaning}, Hand("HQ008", clock()))
    push("10:00")
    push("09:00")  # again: what was taken in stays
    assert [*RecordedEvent.objects.order_by("seq").values_list("subject", "kind")] == [
        ("yuantongYT09", "unknown"), ("yuantongYT10", "return_started"),
    ]  # fmt: skip
