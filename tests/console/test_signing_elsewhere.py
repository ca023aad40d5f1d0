"""Signing in by the company's provider, by WeCom and by DingTalk: as they document it, over HTTP, and nothing less."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from joserfc.jwk import RSAKey
from tests.channels.fake_app import Seen, serving
from tests.console.identity_provider import CLIENT, SECRET, IdentityProvider, identity_provider

from tuotou.clockwork.clock import clock
from tuotou.operations.access.accounts import disable
from tuotou.operations.notices.contacts import set_contact
from tuotou.operations.warnings.handling import Hand
from tuotou.store.models import Account, Channel, SignIn

Staff = Callable[[str], Account]


@pytest.fixture
def company_sign_in(staff: Staff, settings: Any) -> Iterator[IdentityProvider]:
    staff("outlet_manager")
    with identity_provider() as made:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET = made.issuer, CLIENT, SECRET
        settings.OIDC_CLAIM = "preferred_username"
        made.claims["preferred_username"] = "T-outlet_manager"
        yield made


def come_back(browser: Client, made: IdentityProvider, wanted: str = "/own") -> Any:
    sent = browser.get(f"/sso/oidc?next={wanted}")
    return browser.get("/sso/oidc/back", made.page(sent.headers["Location"]))


def test_who_the_provider_vouches_for_comes_in(company_sign_in: IdentityProvider) -> None:
    browser = Client()
    assert "/sso/oidc" in browser.get("/sign-in").content.decode()
    answer = come_back(browser, company_sign_in)
    assert answer.headers["Location"] == "/own"
    assert browser.get("/own").status_code == 200
    assert SignIn.objects.get().outcome == "signed_in"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another browser"},
        {"aud": "another client"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"preferred_username": "nobody"},
        {"preferred_username": ["T-outlet_manager"]},
        {"preferred_username": ""},
    ],
    ids=["nonce", "audience", "issuer", "expired", "nobody", "list", "empty"],
)
def test_a_token_that_does_not_hold_lets_nobody_in(company_sign_in: IdentityProvider, claims: dict[str, Any]) -> None:
    company_sign_in.claims |= claims
    browser = Client()
    assert come_back(browser, company_sign_in).status_code == 403
    assert browser.get("/own").status_code == 302


def test_a_token_of_another_key_lets_nobody_in(company_sign_in: IdentityProvider) -> None:
    company_sign_in.signs_with = RSAKey.generate_key(2048, {"kid": "k1"})
    assert come_back(Client(), company_sign_in).status_code == 403


def test_who_was_not_sent_does_not_come_back(company_sign_in: IdentityProvider) -> None:
    victim, attacker = Client(), Client()
    given = company_sign_in.page(attacker.get("/sso/oidc").headers["Location"])
    assert victim.get("/sso/oidc/back", given).status_code == 403
    assert attacker.get("/sso/oidc/back", {**given, "state": "guessed"}).status_code == 403
    assert attacker.get("/sso/oidc/back", given).status_code == 403  # once only


def test_nobody_is_led_elsewhere_by_a_provider(company_sign_in: IdentityProvider) -> None:
    assert come_back(Client(), company_sign_in, "https://evil.example/").headers["Location"] == "/"


def test_who_is_disabled_stays_out(company_sign_in: IdentityProvider) -> None:
    disable("T-outlet_manager", "HQ001", clock())
    assert come_back(Client(), company_sign_in).status_code == 403
    assert SignIn.objects.get().outcome == "disabled"


def test_a_second_factor_is_asked_for_all_the_same(company_sign_in: IdentityProvider) -> None:
    Account.objects.update(totp="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", totp_at=1)
    browser = Client()
    assert come_back(browser, company_sign_in).headers["Location"].startswith("/code")
    assert browser.get("/own").status_code == 302


def test_a_provider_that_is_away_is_told(staff: Staff, settings: Any) -> None:
    staff("courier")
    settings.OIDC_ISSUER, settings.OIDC_CLIENT = "http://127.0.0.1:9", "tuotou"
    answer = Client().get("/sso/oidc")
    assert answer.status_code == 403 and "没有登录成功" in answer.content.decode()


def test_without_providers_there_is_no_button_and_no_door(staff: Staff) -> None:
    staff("courier")
    assert "/sso/" not in Client().get("/sign-in").content.decode()
    assert Client().get("/sso/oidc").status_code == 404


def channel(kind: str, base: str, **more: str) -> Channel:
    """An app's channel that listens on this machine, and where it finds the manager."""
    public = {"base": base, **({"corp_id": "ww1", "agent_id": "7"} if kind == "wecom_app" else {"media_base": base})}
    made = Channel.objects.create(
        name=kind.replace("_", "-"), kind=kind, way="chat", settings=public, secrets=json.dumps(more)
    )
    set_contact("T-outlet_manager", made.name, "wang.lei", Hand("HQ001", clock()))
    return made


def scanned(name: str, code: str) -> tuple[Client, dict[str, str], Any]:
    """A browser that was sent to an app's page and scanned; what stood in the address of the page; the answer."""
    browser = Client()
    sent = browser.get(f"/sso/{name}")
    asked = dict(parse_qsl(urlsplit(sent.headers["Location"]).query))
    return browser, asked, browser.get(f"/sso/{name}/back", {code: "c0de", "state": asked["state"]})


@pytest.mark.parametrize("user", ["wang.lei", "somebody.else", ""], ids=["known", "unknown", "outsider"])
def test_wecom_is_scanned(staff: Staff, settings: Any, user: str) -> None:
    staff("outlet_manager")

    def says(seen: Seen) -> Any:
        if seen.path == "/cgi-bin/gettoken":
            assert seen.query == {"corpid": "ww1", "corpsecret": "shh"}
            return {"errcode": 0, "access_token": "t", "expires_in": 7200}
        assert (seen.path, seen.query) == ("/cgi-bin/auth/getuserinfo", {"access_token": "t", "code": "c0de"})
        return {"errcode": 0, **({"userid": user} if user else {"openid": "o"})}

    with serving(says) as app:
        settings.QR_SIGN_IN = [channel("wecom_app", app.base, secret="shh").name]
        browser, asked, answer = scanned("wecom-app", "code")
    assert asked["appid"] == "ww1" and asked["redirect_uri"] == "http://testserver/sso/wecom-app/back"
    assert answer.status_code == (302 if user == "wang.lei" else 403)
    assert browser.get("/own").status_code == (200 if user == "wang.lei" else 302)


@pytest.mark.parametrize("contact_type", [0, 1], ids=["colleague", "outsider"])
def test_dingtalk_is_scanned(staff: Staff, settings: Any, contact_type: int) -> None:
    staff("outlet_manager")

    def says(seen: Seen) -> Any:
        if seen.path == "/v1.0/oauth2/userAccessToken":
            wanted = {"clientId": "ding1", "clientSecret": "shh", "code": "c0de", "grantType": "authorization_code"}
            assert seen.json == wanted
            return {"accessToken": "of the user"}
        if seen.path == "/v1.0/contact/users/me":
            assert seen.headers["x-acs-dingtalk-access-token"] == "of the user"
            return {"unionId": "u1", "nick": "王磊"}
        if seen.path == "/v1.0/oauth2/accessToken":
            return {"accessToken": "of the app", "expireIn": 7200}
        assert (seen.path, seen.json) == ("/topapi/user/getbyunionid", {"unionid": "u1"})
        return {"errcode": 0, "result": {"userid": "wang.lei", "contact_type": contact_type}}

    with serving(says) as app:
        made = channel("dingtalk_app", app.base, client_secret="shh")
        Channel.objects.filter(pk=made.pk).update(settings={**made.settings, "client_id": "ding1"})
        settings.QR_SIGN_IN = [made.name]
        browser, asked, answer = scanned("dingtalk-app", "authCode")
    assert asked["client_id"] == "ding1"
    assert answer.status_code == (403 if contact_type else 302)
    assert browser.get("/own").status_code == (302 if contact_type else 200)
