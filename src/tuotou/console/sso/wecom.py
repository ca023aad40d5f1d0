"""WeCom (企业微信): a QR code on its page, scanned with the app; the user id is that of the app's contacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from tuotou.console.sso.provider import Back, Begun, NotSaid
from tuotou.core.document import Bilingual
from tuotou.notices.channel import Refused, TryLater
from tuotou.notices.http import Peer, Reply
from tuotou.operations.notices.contacts import person_of

PAGE: Final = "https://login.work.weixin.qq.com/wwlogin/sso/login"


class Wecom:
    """By the app of a channel."""

    title = Bilingual("企业微信扫码", "WeCom")

    def __init__(self, channel: str, settings: Mapping[str, str]) -> None:
        self.name, self._settings = channel, settings
        self._peer = Peer(settings["base"], settings["timeout"])

    def begin(self, back: str, state: str) -> Begun:
        """To its page."""
        asked = {
            "login_type": "CorpApp",
            "appid": self._settings["corp_id"],
            "agentid": self._settings["agent_id"],
            "redirect_uri": back,
            "state": state,
        }
        return Begun(f"{PAGE}?{urlencode(asked)}")

    def staff_number(self, back: Back) -> str:
        """Whose contact by this channel the user is."""
        if not back.given.get("code"):
            raise NotSaid("no code")
        try:
            secrets = {"corpid": self._settings["corp_id"], "corpsecret": self._settings["secret"]}
            token = _checked(self._peer.ask("/cgi-bin/gettoken", method="GET", params=secrets)).text("access_token")
            asked = {"access_token": token, "code": back.given["code"]}
            user = _checked(self._peer.ask("/cgi-bin/auth/getuserinfo", method="GET", params=asked)).text("userid")
        except (TryLater, Refused) as error:
            raise NotSaid(str(error)) from None
        if not user:
            raise NotSaid("whoever scanned does not belong to the company")
        number = person_of(self.name, user)
        if number is None:
            raise NotSaid("no contact of this channel has the user's id")
        return number


def _checked(reply: Reply) -> Reply:
    if reply.number("errcode") != 0:
        raise NotSaid(f"WeCom says {reply.number('errcode')}")
    return reply
