"""Settings of channels: every fault at once, with what would be right, and no secret told."""

from __future__ import annotations

import pytest

from tuotou.notices.shipped import KINDS

BARE = {
    "wecom_robot": {"key"},
    "dingtalk_robot": {"access_token"},
    "feishu_robot": {"hook"},
    "wecom_app": {"corp_id", "agent_id", "secret"},
    "dingtalk_app": {"client_id", "client_secret"},
    "feishu_app": {"app_id", "app_secret"},
    "mail": {"host", "sender"},
    "sms_gateway": {"base", "provider", "templates", "account", "secret", "sign"},
    "webhook": {"url", "secret"},
    "console": set(),
}


def test_each_kind_asks_for_what_it_needs() -> None:
    assert {name: {fault.setting for fault in kind.faults({})} for name, kind in KINDS.items()} == BARE
    assert all(fault.what == "it is missing" for kind in KINDS.values() for fault in kind.faults({}))


def test_defaults_are_what_they_must_be() -> None:
    for kind in KINDS.values():
        given = {one.name: one.default for one in kind.settings if one.default}
        assert {fault.setting for fault in kind.faults(given)} == BARE[kind.name]
        assert not any(one.default and one.required for one in kind.settings)


def test_all_faults_are_told_at_once() -> None:
    given = {"corpid": "ww1", "agent_id": "my app", "secret": "s", "aes_key": "short", "base": "qyapi.weixin.qq.com"}
    assert [str(fault) for fault in KINDS["wecom_app"].faults(given)] == [
        "corpid: wecom_app has no such setting (did you mean 'corp_id'?)",
        "corp_id: it is missing (the company's id, on the page 我的企业)",
        "agent_id: 'my app' cannot be (a whole number such as 1000002)",
        "aes_key: its value cannot be (the 43 letters and digits that the app's console made)",
        "base: 'qyapi.weixin.qq.com' cannot be (an address such as https://chat.example.com)",
    ]


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("webhook", "secret", "short"),
        ("mail", "port", "0"),
        ("mail", "port", "²"),
        ("mail", "per_minute", "0"),
        ("mail", "port", "99999"),
        ("mail", "security", "tls"),
        ("mail", "sender", "qa"),
        ("mail", "timeout", "0"),
        ("mail", "timeout", "-1"),
        ("webhook", "url", "file:///etc/passwd"),
        ("webhook", "url", "https://user:pw@example.com"),
        ("sms_gateway", "sign", "【示例】"),
        ("sms_gateway", "price", "free"),
        ("feishu_app", "id_type", "phone"),
        ("wecom_app", "aes_key", "=" * 43),
    ],
)
def test_what_cannot_be_is_refused(kind: str, name: str, value: str) -> None:
    faults = {fault.setting: fault for fault in KINDS[kind].faults({name: value})}
    assert faults[name].right
    secret = next(one for one in KINDS[kind].settings if one.name == name).secret
    assert (value in faults[name].what) == (not secret)


def test_settled_settings_are_whole() -> None:
    settled = KINDS["wecom_robot"].settled({"key": " k1 "})
    assert settled == {"key": "k1", "base": "https://qyapi.weixin.qq.com", "timeout": "10"}
    with pytest.raises(ValueError, match="key: it is missing"):
        KINDS["wecom_robot"].settled({})
