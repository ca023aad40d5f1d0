"""The partners' door to webhooks: one's own and no other's, no secret twice, and what is wrong is said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from tests.deliveries.outgoing import HERE, Clock, broken, deliver_all, queue_all
from tests.deliveries.receiver import receiving

from tuotou.clockwork.clock import clock
from tuotou.operations.access.tokens import Wish, issue
from tuotou.store.models import AuditEntry, Delivery, Once, Subscriber, Unit

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC = "https://shop.example.com/tuotou"


class Partner:
    """A system with a token."""

    def __init__(self, name: str, owner: str = "q1", scope: str = "webhooks:manage", unit: str = "") -> None:
        self.secret = issue(Wish(name, [scope], unit=unit), owner, clock())[1]

    def ask(self, method: str, path: str = "", body: object = None, **headers: str) -> HttpResponse:
        client = Client(headers={"host": "localhost", "authorization": f"Bearer {self.secret}", **headers})
        data = "" if body is None else json.dumps(body)
        return client.generic(method, f"/api/v1/webhooks{path}", data, "application/json")

    def add(self, name: str = "shop", url: str = PUBLIC, **more: Any) -> dict[str, Any]:
        answer = self.ask("POST", "", {"name": name, "url": url, "wants": {"topics": ["verdict.broken"]}, **more})
        assert answer.status_code == 201, answer.content
        return said(answer)


def said(answer: HttpResponse) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_a_webhook_from_its_birth_to_its_end() -> None:
    one = Partner("erp")
    made = one.add()
    assert len(made["secret"]) >= 40 and made["state"] == "active"
    path = f"/{made['id']}"
    assert "secret" not in said(one.ask("GET", path))
    wants = {"topics": ["event.recorded"], "kinds": ["signed"]}
    changed = said(one.ask("PATCH", path, {"wants": wants, "delay_limit": 60}))
    assert changed["wants"]["kinds"] == ["signed"] and changed["delay_limit"] == 60
    assert Subscriber.objects.get().secret == made["secret"], "what was not given stays"
    assert said(one.ask("PATCH", path, {"state": "disabled"}))["state"] == "disabled"
    rotated = said(one.ask("POST", f"{path}/secret"))
    assert rotated["secret"] != made["secret"] and rotated["both_until"]
    assert one.ask("DELETE", path).status_code == 204 and one.ask("GET", path).status_code == 404
    acts = AuditEntry.objects.filter(act__startswith="subscriber.").order_by("pk").values_list("act", "who")
    assert [act for act, _ in acts] == [
        f"subscriber.{act}" for act in ("add", "change", "disable", "rotate", "remove")
    ] and {who for _, who in acts} == {"q1"}
    assert made["secret"] not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_what_was_sent_is_read_page_by_page_and_sent_again() -> None:
    one = Partner("erp")
    with receiving() as receiver, override_settings(WEBHOOK_ALLOW=HERE):
        path = f"/{one.add(url=receiver.url)['id']}"
        broken(900)
        now = Clock(clock())
        queue_all(now)
        deliver_all(now)
        sent = len(receiver.got)
        assert said(one.ask("POST", f"{path}/pings"))["outcome"] == "sent"
        first = said(one.ask("GET", f"{path}/deliveries?most=5"))
        rest = said(one.ask("GET", f"{path}/deliveries?most=500&before={first['next']}"))
        ids = [each["id"] for each in first["deliveries"] + rest["deliveries"]]
        assert rest["next"] is None and len(ids) == len({*ids}) == sent + 1
        told = said(one.ask("GET", f"{path}/deliveries/{ids[-1]}"))
        assert json.loads(told["body"])["id"] == ids[-1] and told["attempts"][0]["status"] == 200
        assert said(one.ask("POST", f"{path}/replays", {"id": ids[-1]})) == {"replayed": 1}
        assert said(one.ask("POST", f"{path}/replays", {"since": 0})) == {"replayed": sent}
        deliver_all(Clock(clock()))
    assert receiver.ids.count(ids[-1]) == 2 and set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_another_partner_sees_nothing_of_it() -> None:
    Unit.objects.create(code="OUT1", name="一部", kind="outlet")
    path = f"/{Partner('erp').add()['id']}"
    others = [Partner("other", "q2"), Partner("part", "q1", unit="OUT1")]
    for other in others:
        assert json.loads(other.ask("GET").content) == []
        for method, where, body in (
            ("GET", "", None), ("PATCH", "", {"state": "disabled"}), ("DELETE", "", None), ("POST", "/secret", None),
            ("POST", "/pings", None), ("GET", "/deliveries", None), ("POST", "/replays", {"since": 0}),
            ("POST", "/parcels", {"numbers": ["YT1234567"]}),
        ):  # fmt: skip
            assert other.ask(method, path + where, body).status_code == 404, (method, where)
    assert Partner("reader", scope="warnings:read").ask("GET").status_code == 403
    assert others[1].add("narrow")["name"] == "narrow" and Subscriber.objects.get(name="narrow").unit == "OUT1"


@pytest.mark.parametrize(
    ("wrong", "status", "word"),
    [
        ({"url": "http://169.254.169.254/latest"}, 422, "no public address"),
        ({"url": "gopher://example.com/"}, 422, "http and https"),
        ({"wants": {"topics": ["verdict.brokn"]}}, 422, "verdict.broken"),
        ({"wants": {"topics": []}}, 422, "wants nothing"),
        ({"wants": {"topics": ["event.recorded"], "kinds": ["sign"]}}, 422, "no event kind"),
        ({"secret": "short"}, 422, "no secret"),
        ({"name": ""}, 422, "1 to 80"),
        ({"owner": "q9"}, 422, "owner"),
        ({"form": "kuaidi100", "wants": {}}, 422, "salt"),
    ],
)
def test_what_is_wrong_is_said(wrong: dict[str, Any], status: int, word: str) -> None:
    whole = {"name": "shop", "url": PUBLIC, "wants": {"topics": ["verdict.broken"]}, **wrong}
    answer = Partner("erp").ask("POST", "", whole)
    assert answer.status_code == status and word in answer.content.decode(), answer.content
    assert not Subscriber.objects.exists()


def test_who_asks_again_adds_nothing_and_no_secret_is_kept_for_him() -> None:
    one, body = Partner("erp"), {"name": "shop", "url": PUBLIC, "wants": {"topics": ["verdict.broken"]}}
    first, again = (one.ask("POST", "", body, **{"Idempotency-Key": "k1"}) for _ in range(2))
    assert first.status_code == 201 and "there is a subscriber" in again.content.decode()
    assert Subscriber.objects.count() == 1 and not Once.objects.exists()
