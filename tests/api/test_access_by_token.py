"""Who has no token, the wrong one, or one that does not allow it, is told so and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

import pytest
from django.test import Client
from tests.api.conftest import Partner
from tests.api.parcels import event

from tuotou.api import access
from tuotou.api.doors import api
from tuotou.clockwork.clock import clock
from tuotou.operations.access.once import KEPT, OtherContent, Request, StillWorking, begin, end, forget
from tuotou.operations.access.pace import SECOND, Pace
from tuotou.operations.access.tokens import CannotIssue, Wish, caller, issue, revoke
from tuotou.store.models import ApiToken, AuditEntry, RecordedEvent

pytestmark = pytest.mark.django_db(transaction=True)
Made = Callable[..., Partner]
OPEN = {"/openapi.json"}
SIGNED = ("/callbacks/", "/kuaidi100")
"""Doors where a signature is the permission."""


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_STRANGERS", Pace())


def test_every_door_asks_for_a_token_and_its_scope(partner: Made) -> None:
    asked = 0
    for path, item in api.get_openapi_schema()["paths"].items():
        for method, door in item.items():
            place = path.removeprefix("/api/v1")
            if place in OPEN or any(begin in place for begin in SIGNED):
                continue
            assert door["security"], f"{method} {path} asks for nothing"
            concrete = re.sub(r"\{\w+\}", "1", path.replace("{message}", str(UUID(int=1))))
            call = getattr(Client(headers={"host": "localhost"}), method)
            assert call(concrete).status_code == 401, f"{method} {path} lets strangers in"
            asked += 1
            access._STRANGERS = Pace()
    assert asked > 5


def test_a_token_opens_what_its_scopes_say(partner: Made) -> None:
    reader = partner(["trails:read"])
    answer = reader.post("events", [event("accepted", 5)])
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert "events:write" in answer.json()["detail"]
    assert not RecordedEvent.objects.exists()
    assert reader.get("subjects/parcel/YT1/trail").status_code == 404


def test_a_secret_is_shown_once_and_ends(db: None) -> None:
    now = clock()
    token, secret = issue(Wish("erp", ["events:write"], expires_at=now + SECOND), "q1", now)
    kept = ApiToken.objects.get()
    assert secret not in str(vars(kept)) and kept.digest == sha256(secret.encode()).hexdigest()
    assert caller(secret, now).name == "erp"
    assert caller(secret, now + SECOND) is None  # expired
    assert caller(secret[:-1] + "x", now) is None
    assert caller("tt_" + token.prefix, now) is None
    assert caller("\x00_" * 5, now) is None
    revoke("erp", "q2", now)
    assert caller(secret, now) is None
    assert [(e.who, e.act) for e in AuditEntry.objects.order_by("pk")] == [
        ("q1", "token.issue"),
        ("q2", "token.revoke"),
    ]
    assert not AuditEntry.objects.filter(details__icontains=secret).exists()


@pytest.mark.parametrize(
    ("wish", "by", "right"),
    [
        (Wish("x", ["event:write"]), "q1", "did you mean 'events:write'"),
        (Wish("x", []), "q1", "some of"),
        (Wish("", ["trails:read"]), "q1", "name of the system|that of the system"),
        (Wish("x", ["trails:read"], rate=0), "q1", "1 to"),
        (Wish("x", ["trails:read"], unit="nowhere"), "q1", "code of a unit"),
        (Wish("x", ["trails:read"], expires_at=1), "q1", "instant to come"),
        (Wish("x", ["trails:read"]), "", "staff number"),
    ],
)
def test_what_cannot_be_issued_is_told(wish: Wish, by: str, right: str) -> None:
    with pytest.raises(CannotIssue, match=right):
        issue(wish, by, clock())
    assert not ApiToken.objects.exists()


def test_who_asks_too_often_waits(partner: Made) -> None:
    quick = partner(rate=2)
    found = [quick.get("warnings") for _ in range(4)]
    assert {answer.status_code for answer in found} == {200, 429}
    late = next(answer for answer in found if answer.status_code == 429)
    assert late["Retry-After"] == "1" and late.json()["code"] == "too_many"
    assert partner().get("warnings").status_code == 200  # others do not


def test_who_guesses_is_slowed_down(db: None) -> None:
    stranger = Partner("tt_00000000_nothing")
    found = [stranger.get("warnings").status_code for _ in range(15)]
    assert found[:10] == [401] * 10 and 429 in found[10:]


def test_a_bucket_fills_with_time() -> None:
    pace = Pace()
    assert [pace.takes("a", 2, 2, 0) for _ in range(3)] == [0, 0, 0.5]
    assert pace.takes("b", 2, 2, 0) == 0
    assert pace.takes("a", 2, 2, SECOND // 2) == 0
    assert pace.takes("a", 2, 2, SECOND // 2) == 0.5
    assert pace.takes("a", 2, 2, 100 * SECOND) == 0


def test_once_is_once(partner: Made) -> None:
    partner()
    one = Request(ApiToken.objects.get().pk, "k", "f")
    assert begin(one, 0) is None
    with pytest.raises(StillWorking):
        begin(one, SECOND)
    with pytest.raises(OtherContent):
        begin(Request(one.token, "k", "g"), SECOND)
    assert begin(one, 200 * SECOND) is None  # who worked on it was killed
    end(one, None)
    assert begin(one, 200 * SECOND) is None  # it failed: asked anew
    assert forget(200 * SECOND + KEPT) == 0
    assert forget(201 * SECOND + KEPT) == 1
