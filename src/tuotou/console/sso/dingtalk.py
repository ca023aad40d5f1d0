"""DingTalk (钉钉): a QR code on its page, scanned with the app; the user id is that of the app's contacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from tuotou.console.sso.provider import Back, Begun, NotSaid
from tuotou.core.document import Bilingual
from tuotou.notices.channel import Refused, TryLater
from tuotou.notices.http import Peer, Reply
from tuotou.operations.notices.contacts import person_of

PAGE: Final = "https://login.dingtalk.com/oauth2/auth"
INTERNAL: Final = 0
"""`contact_type` of who belongs to the company."""


class Dingtalk:
    """By the app of a channel."""

    title = Bilingual("钉钉扫码", "DingTalk")

    def __init__(self, channel: str, settings: Mapping[str, str]) -> None:
        self.name, self._settings = channel, settings
        self._peer = Peer(settings["base"], settings["timeout"])
        self._directory = Peer(settings["media_base"], settings["timeout"])

    def begin(self, back: str, state: str) -> Begun:
        """To its page."""
        asked = {
            "redirect_uri": back,
            "response_type": "code",
            "client_id": self._settings["client_id"],
            "scope": "openid",
            "state": state,
            "prompt": "consent",
        }
        return Begun(f"{PAGE}?{urlencode(asked)}")

    def staff_number(self, back: Back) -> str:
        """Whose contact by this channel the user is."""
        code = back.given.get("authCode") or back.given.get("code")
        if not code:
            raise NotSaid("no code")
        try:
            user = self._user(self._union(code))
        except (TryLater, Refused) as error:
            raise NotSaid(str(error)) from None
        number = person_of(self.name, user) if user else None
        if number is None:
            raise NotSaid("no contact of this channel has the user's id")
        return number

    def _union(self, code: str) -> str:
        """By what DingTalk knows the person, whatever the company."""
        asked = {
            "clientId": self._settings["client_id"],
            "clientSecret": self._settings["client_secret"],
            "code": code,
            "grantType": "authorization_code",
        }
        token = _checked(self._peer.ask("/v1.0/oauth2/userAccessToken", json=asked)).text("accessToken")
        headers = {"x-acs-dingtalk-access-token": token}
        return _checked(self._peer.ask("/v1.0/contact/users/me", method="GET", headers=headers)).text("unionId")

    def _user(self, union: str) -> str:
        """By what the company does."""
        secrets = {"appKey": self._settings["client_id"], "appSecret": self._settings["client_secret"]}
        token = _checked(self._peer.ask("/v1.0/oauth2/accessToken", json=secrets)).text("accessToken")
        asked = {"access_token": token}
        reply = self._directory.ask("/topapi/user/getbyunionid", params=asked, json={"unionid": union})
        found = reply.said.get("result")
        if reply.number("errcode") != 0 or not isinstance(found, dict) or found.get("contact_type") != INTERNAL:
            raise NotSaid("whoever scanned does not belong to the company")
        return str(found.get("userid", ""))


def _checked(reply: Reply) -> Reply:
    if reply.status >= 400:
        raise NotSaid(f"DingTalk says {reply.text('code') or reply.status}")
    return reply
