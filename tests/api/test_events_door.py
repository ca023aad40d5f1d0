"""Events come in by the API: good rows are kept beside bad ones, and each is answered for."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

import pytest
from tests.api.conftest import Partner
from tests.api.parcels import event

from tuotou.api import body
from tuotou.clockwork.clock import shared_clock
from tuotou.operations.live.wake import wake
from tuotou.operations.live.watch import current_watch
from tuotou.store.models import Promise, RecordedEvent

pytestmark = pytest.mark.django_db(transaction=True)
Made = Callable[..., Partner]


def test_good_rows_are_recorded_and_bad_ones_told(partner: Made) -> None:
    good = event("accepted", 60, attrs={"weight_g": 1200, "labels": ["fragile", "wet"], "their_own": 7})
    bad = event("departed", 30, subject=77000000000, attrs={"weight_g": -1, "passed": "yes"})
    said = partner().post("events?outcomes=true", [good, bad, "no event", good]).json()
    assert (said["rows"], said["recorded"], said["repeated"], said["refused"]) == (4, 1, 1, 2)
    assert said["outcomes"] == ["recorded", "refused", "refused", "repeated"]
    wrong = {(error["row"], error["field"]): error["right"] for error in said["errors"]}
    assert wrong == {
        (1, "subject"): "in quotes: a number would lose its digits",
        (1, "weight_g"): "0 g or more",
        (1, "passed"): "true or false, without quotes",
        (2, ""): next(error["right"] for error in said["errors"] if error["row"] == 2),
    }
    row = RecordedEvent.objects.get()
    kept = json.loads(row.body or "")
    assert (kept["weight_g"], kept["labels"], json.loads(kept["attrs"])) == (1200, "fragile,wet", {"their_own": 7})
    assert (row.subject, row.source, row.site) == ("YT1", "handheld", "SZ01")


def test_what_is_recorded_is_judged(partner: Made) -> None:
    partner().post("events", [event("accepted", 60)])  # and nobody looked into it
    while wake(current_watch(), shared_clock):
        pass
    assert Promise.objects.filter(standard="accepted-needs-inspection", status="broken").exists()


def test_lines_packed_or_not(partner: Made) -> None:
    lines = b"\n".join(json.dumps(event("accepted", 10, subject=f"YT{n}")).encode() for n in range(3)) + b"\n{]\n"
    who = partner()
    plain = who.post("events", lines, "application/x-ndjson").json()
    assert (plain["recorded"], plain["refused"]) == (3, 1)
    assert plain["errors"][0]["row"] == 3 and plain["errors"][0]["reason"].startswith("no JSON")
    packed = who.post("events", gzip.compress(lines), "application/x-ndjson", content_encoding="gzip").json()
    assert (packed["repeated"], packed["refused"]) == (3, 1)
    assert RecordedEvent.objects.count() == 3


@pytest.mark.parametrize(
    ("given", "form", "headers", "status"),
    [
        (b"[{]", "application/json", {}, 422),
        (b"[]", "text/csv", {}, 415),
        (b"[]", "application/json", {"content_encoding": "br"}, 415),
        (b"no gzip", "application/json", {"content_encoding": "gzip"}, 422),
        (gzip.compress(b"[]")[:-4], "application/json", {"content_encoding": "gzip"}, 422),
        (b"[" * 100_000, "application/json", {}, 422),
        (b"[" + b"1," * 100_000 + b"1]", "application/json", {}, 413),
    ],
    ids=["no JSON", "no form of ours", "another packing", "no gzip", "cut off", "too deep", "too many"],
)
def test_a_body_that_is_none_is_refused(partner: Made, given: bytes, form: str, headers: dict, status: int) -> None:
    answer = partner().post("events", given, form, **headers)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["detail"]
    assert not RecordedEvent.objects.exists()


def test_gzip_bombs_are_not_unpacked(partner: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "UNPACKED", 2**20)
    bomb = gzip.compress(b" " * 2**21)
    for packed in (bomb, gzip.compress(b" " * 2**19) * 4):  # in one piece, or in several
        answer = partner().post("events", packed, content_encoding="gzip")
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_request_sent_again_is_answered_as_before(partner: Made) -> None:
    who, rows = partner(), [event("accepted", 10)]
    first = who.post("events", rows, idempotency_key="k1")
    again = who.post("events", rows, idempotency_key="k1")
    assert again.json() == first.json() and again.json()["recorded"] == 1
    assert again["Idempotency-Replayed"] == "true"
    other = who.post("events", [event("departed", 5)], idempotency_key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "conflict")
    assert RecordedEvent.objects.count() == 1
    elsewhere = partner().post("events", [event("departed", 5)], idempotency_key="k1")  # another partner's key
    assert elsewhere.json()["recorded"] == 1
