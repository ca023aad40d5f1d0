"""Short messages: approved texts, their length and their price, and how gateways of two kinds are asked."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from structlog.testing import capture_logs
from tests.channels.fake_app import NOON, Wall, letter, opened

from tuotou.notices.channel import Limit, Refused, TryLater
from tuotou.notices.sms_gateway.length import pieces
from tuotou.notices.sms_gateway.provider import SHIPPED, load_provider

TEXTS = f"""
told: {{id: SMS_1001, text: "{{site}}有{{count}}票快件即将超时，请尽快处理。"}}
long: {{id: SMS_1002, text: "{{site}}有{{count}}票快件即将超时，请{"尽快" * 40}处理。"}}
"""


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    file = tmp_path / "texts.yaml"
    file.write_text(TEXTS, "utf-8")
    shared = {"account": "acc1", "secret": "key1", "sign": "示例快递", "templates": str(file)}
    return {**shared, "provider": "json_hmac", "price": "0.045"}


def short(**changes):
    plain = {"to": "13800138000", "template": "told", "parameters": {"site": "南岗学府路", "count": "12"}}
    return letter(**{**plain, **changes})


def test_a_gateway_is_asked_in_json_and_signed_for(app, wall: Wall, settings) -> None:
    gateway = app(lambda _: {"code": "0", "message": "OK", "id": "m-77"})
    with capture_logs() as logged:
        assert opened("sms_gateway", wall, **settings, base=gateway.base).send(short()) == "m-77"
    (seen,) = gateway.seen
    parameters = '{"site":"南岗学府路","count":"12"}'
    assert seen.json == {
        "mobile": "13800138000",
        "sign": "示例快递",
        "template": "SMS_1001",
        "parameters": parameters,
        "reference": "l1",
    }
    over = f"acc1{NOON // 1_000_000}13800138000SMS_1001{parameters}".encode()
    assert seen.headers["x-signature"] == hmac.new(b"key1", over, hashlib.sha256).hexdigest()
    assert logged == [{**logged[0], "pieces": 1, "cost": 0.045, "template": "told"}]
    assert "13800138000" not in json.dumps(logged)


def test_an_older_gateway_gets_the_whole_text_in_a_form(app, wall: Wall, settings) -> None:
    gateway = app(lambda _: {"result": 0, "desc": "ok", "msgid": 880123})
    settings["provider"] = "form_md5"
    assert opened("sms_gateway", wall, **settings, base=gateway.base).send(short()) == "880123"
    form = dict(parse_qsl(gateway.seen[0].body.decode()))
    assert form["content"] == "【示例快递】南岗学府路有12票快件即将超时，请尽快处理。"
    assert form["key"] == hashlib.md5(f"acc1key1{NOON // 1_000}".encode()).hexdigest()


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"code": 1001}, TryLater),
        ({"code": "429"}, TryLater),
        ({"code": 5, "message": "模板未报备"}, Refused),
        ({}, Refused),
    ],
)
def test_what_the_gateway_says(app, wall: Wall, settings, said: dict, error: type[Exception]) -> None:
    with pytest.raises(error, match="the gateway says"):
        opened("sms_gateway", wall, **settings, base=app(lambda _: said).base).send(short())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"template": "unknown"}, "no text is approved"),
        ({"parameters": {"site": "南岗学府路"}}, "nothing fills the gap {count}"),
        ({"parameters": {"site": "看 http://a.cn/1", "count": "1"}}, "a link stands in {site}"),
        ({"parameters": {"site": "登录tuotou.com看", "count": "1"}}, "a link stands in {site}"),
        ({"to": "wang.lei"}, "no mobile number"),
        ({"to": "13800138000\r\nX: 1"}, "no mobile number"),
    ],
)
def test_what_providers_refuse_is_not_asked_for(app, wall: Wall, settings, changes: dict, why: str) -> None:
    gateway = app(lambda _: {"code": "0"})
    with pytest.raises(Refused, match=why):
        opened("sms_gateway", wall, **settings, base=gateway.base).send(short(**changes))
    assert gateway.seen == []


def test_a_name_that_is_too_long_is_cut(app, wall: Wall, settings) -> None:
    gateway = app(lambda _: {"code": "0", "id": "m"})
    opened("sms_gateway", wall, **settings, base=gateway.base).send(short(parameters={"site": "很" * 21, "count": "1"}))
    assert json.loads(gateway.seen[0].json["parameters"]) == {"site": "很" * 19 + "…", "count": "1"}


def test_a_gap_fills_no_other_gap(app, wall: Wall, settings) -> None:
    gateway = app(lambda _: {"result": 0, "msgid": "1"})
    settings["provider"] = "form_md5"
    opened("sms_gateway", wall, **settings, base=gateway.base).send(
        short(parameters={"site": "{secret}{count}", "count": "1"})
    )
    assert "key1" not in dict(parse_qsl(gateway.seen[0].body.decode()))["content"]


def test_a_long_message_is_counted_as_operators_do(app, wall: Wall, settings) -> None:
    assert [pieces("字" * n) for n in (1, 70, 71, 134, 135, 201)] == [1, 1, 2, 2, 3, 3]
    assert pieces("📦" * 35) == 1 and pieces("📦" * 36) == 2
    gateway = app(lambda _: {"code": "0", "id": "m"})
    with capture_logs() as logged:
        opened("sms_gateway", wall, **settings, base=gateway.base).send(short(template="long"))
    assert (logged[0]["pieces"], logged[0]["cost"]) == (2, 0.09)
    with pytest.raises(Refused, match="2 pieces"):
        opened("sms_gateway", wall, **settings, base=gateway.base, most_pieces="1").send(short(template="long"))


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_documents_are_sound(name: str) -> None:
    provider, problems = load_provider(name)
    assert problems == []
    assert provider is not None and provider.name == name


def test_a_document_is_told_all_its_faults(tmp_path: Path, wall: Wall, settings) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "provider: mine\ntitle: {zh: 我的, en: Mine}\npath: /sms\nmethod: PUT\n"
        "body: {to: '{mobile}'}\nsignature: hmac_sha256\nover: '{signature}'\nanswer: {code: c, wel: ['0']}\n"
    )
    with pytest.raises(ValueError) as error:
        opened("sms_gateway", wall, **{**settings, "provider": str(file), "base": "http://127.0.0.1"})
    said = str(error.value)
    assert "mine.yaml:4:9: 'method' cannot be 'PUT'" in said
    assert "there is no gap {mobile}" in said
    assert "there is no gap {signature}" in said  # what is signed cannot hold its signature
    assert "unknown field 'wel' (did you mean 'well'?)" in said


def test_its_own_pace(wall: Wall, settings) -> None:
    channel = opened("sms_gateway", wall, **settings, base="http://127.0.0.1", per_minute="600")
    assert channel.limit == Limit(600, 60)
