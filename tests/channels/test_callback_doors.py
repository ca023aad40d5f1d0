"""The doors that chat apps knock at: a button takes a warning up, once, and nobody else's call does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from ninja import NinjaAPI
from tests.channels import callers
from tests.channels.callers import SETTINGS, Press, Request
from tests.live.warned import Said, T, only, parcels, promised, response

from tuotou.api import callbacks
from tuotou.api.callbacks import MOST, Desk, router_of
from tuotou.api.problem import answer_problems
from tuotou.clockwork.clock import clock
from tuotou.notices.callback import Answer
from tuotou.notices.kind import ChannelKind
from tuotou.notices.shipped import KINDS
from tuotou.operations.access.pace import Pace
from tuotou.operations.callbacks.hear import KEPT, Repeated, hear
from tuotou.operations.warnings.handling import Hand, Taking, acknowledge
from tuotou.operations.warnings.warn import warn
from tuotou.store.models import Callback, Warning, WarningStep

pytestmark = pytest.mark.django_db(transaction=True)
STANDARD = "out-by-wave"
CALLED: Mapping[str, Callable[..., Request]] = {
    "wecom_app": callers.wecom,
    "feishu_app": callers.feishu,
    "webhook": callers.webhook,
}


@dataclass
class Office:
    """A company whose channels are called as their kinds; `wang.lei` is its outlet manager."""

    fails: list[Exception] = field(default_factory=list)

    def find(self, name: str) -> tuple[ChannelKind, Mapping[str, str]] | None:
        return (KINDS[name], SETTINGS[name]) if name in SETTINGS else (KINDS[name], {}) if name in KINDS else None

    def answer(self, name: str, answer: Answer, now: int) -> str:
        warning = acknowledge(response(), int(answer.value), Hand("OM01", now), Taking("other", "go_first"))
        if self.fails:
            raise self.fails.pop()
        return f"已接手预警 {warning.pk}"


office = Office()
api = NinjaAPI(urls_namespace="callbacks under test")
api.add_router("callbacks", router_of(Desk(office.find, office.answer)))
answer_problems(api)
urlpatterns = [path("api/v1/", api.urls)]


@pytest.fixture(autouse=True)
def doors(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(callbacks, "_STRANGERS", Pace())
    office.fails.clear()
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"]):
        yield


@pytest.fixture
def warning() -> Warning:
    promised(parcels(6), STANDARD, "OUT1", Said("at_risk", 1))
    warn(response(), T)
    return only(standard=STANDARD)


def knock(name: str, request: Request, method: str = "POST") -> HttpResponse:
    client, address = Client(headers=dict(request.headers)), f"/api/v1/callbacks/{name}{request.address}"
    if method == "GET":
        return client.get(address)
    return client.generic("POST", address, request.body, content_type="application/octet-stream")


def pressed(warning: Warning, **more) -> Press:
    return Press(value=str(warning.pk), at=clock(), **more)


@pytest.mark.parametrize("name", CALLED)
def test_a_button_takes_a_warning_up_once(warning: Warning, name: str) -> None:
    call = CALLED[name](pressed(warning))
    answer = knock(name, call)
    assert (answer.status_code, only(pk=warning.pk).state) == (200, "acknowledged")
    again = knock(name, call)
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert WarningStep.objects.filter(warning=warning, act="acknowledged").count() == 1
    assert knock(name, CALLED[name](pressed(warning), "n2")).status_code == 200  # a second press is another call


@pytest.mark.parametrize("name", CALLED)
def test_a_forged_call_does_nothing_and_learns_nothing(warning: Warning, name: str) -> None:
    good = CALLED[name](pressed(warning))
    headers = {key: value[::-1] if "ignature" in key else value for key, value in good.headers.items()}
    query = {key: value[::-1] if "signature" in key else value for key, value in good.query.items()}
    answers = [knock(name, Request(query, headers, good.body)), knock(name, CALLED[name](Press(at=clock() - 10**9)))]
    answers.append(knock(name, Request({}, {}, good.body)))
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1
    assert only(pk=warning.pk).state == "open"
    assert Callback.objects.count() == 0


def test_what_fails_by_our_fault_may_be_said_again(warning: Warning) -> None:
    call = callers.webhook(pressed(warning))
    office.fails.append(RuntimeError("the disk is full"))
    assert knock("webhook", call).status_code == 500
    assert only(pk=warning.pk).state == "open"
    assert knock("webhook", call).status_code == 200
    assert only(pk=warning.pk).state == "acknowledged"


def test_one_call_that_comes_many_times_at_once_is_heard_once(warning: Warning) -> None:
    call = callers.webhook(pressed(warning))

    def one(_: int) -> int:
        try:
            return knock("webhook", call).status_code
        finally:
            connection.close()

    at_once = 4 if connection.vendor == "postgresql" else 1  # the tests' SQLite lies in memory, and has one connection
    with ThreadPoolExecutor(at_once) as pool:
        assert sorted(pool.map(one, range(8))) == [200] + [409] * 7
    assert WarningStep.objects.filter(warning=warning, act="acknowledged").count() == 1


def test_the_trial_of_an_address_is_answered() -> None:
    sealed, now = callers.wecom_sealed("1616140317555161061"), clock()
    trial = callers.wecom_signed(sealed, now, "n1", "")
    answer = knock("wecom_app", Request({**trial.query, "echostr": sealed}), "GET")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"1616140317555161061", "text/plain")
    challenge = knock("feishu_app", callers.feishu(Press(at=now), event="challenge"))
    assert challenge.json() == {"challenge": "ajls384kdjx98XX"}
    assert Callback.objects.count() == 0


@pytest.mark.parametrize("name", ["nobody", "mail", "wecom_robot"])
def test_who_is_not_called_back_has_no_door(name: str) -> None:
    assert knock(name, callers.webhook(Press())).status_code == 404


def test_a_body_is_no_longer_than_a_button_needs(warning: Warning) -> None:
    for size, status in ((MOST, 403), (MOST + 1, 413), (3_000_000, 413)):
        assert knock("webhook", Request(body=b"x" * size)).status_code == status


def test_what_cannot_be_understood_is_said() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha">]><xml><Encrypt>&a;</Encrypt></xml>'
    answer = knock("wecom_app", Request({}, {}, bomb))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_who_guesses_is_slowed_down(warning: Warning) -> None:
    answers = [knock("webhook", Request(body=b"{}")) for _ in range(15)]
    assert [answer.status_code for answer in answers[:10]] == [403] * 10
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) >= 1
    assert knock("webhook", callers.webhook(pressed(warning))).status_code == 200  # who is genuine is heard


def test_what_was_heard_is_forgotten_when_nobody_would_take_it() -> None:
    assert hear("k1", T, lambda: 1) == 1
    with pytest.raises(Repeated):
        hear("k1", T + KEPT, lambda: 1)
    assert hear("k2", T + KEPT + 1, lambda: 2) == 2
    assert list(Callback.objects.values_list("key", flat=True)) == ["k2"]
