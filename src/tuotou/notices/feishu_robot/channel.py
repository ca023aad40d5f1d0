"""A card, signed with the robot's secret and the time. Buttons are left out: a robot cannot be called back."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from tuotou.notices.channel import Limit, TryLater
from tuotou.notices.codes import Codes
from tuotou.notices.feishu_card import card
from tuotou.notices.http import Peer
from tuotou.notices.kind import ADDRESS, PATIENCE, ChannelKind, Clock, Setting
from tuotou.notices.letter import Letter

CODES: Final = Codes(
    "Feishu",
    later={-1: 5, 11232: 5},
    right={
        9499: "the request is not of a form that Feishu takes",
        19001: "copy the last part of the robot's webhook address anew",
        19007: "the robot was switched off; switch it on again in the group",
        19021: "set `secret` as it stands in the robot's settings, and look at this machine's clock",
        19022: "allow this machine's address in the robot's settings",
        19024: "take the key words out of the robot's settings and use the signature",
    },
)


class FeishuRobot:
    """One robot in one group."""

    limit: Limit | None = Limit(5, 3)
    """Both that Feishu asks for: 5 a second and 100 a minute."""

    def __init__(self, settings: Mapping[str, str], clock: Clock) -> None:
        self._peer = Peer(settings["base"], settings["timeout"])
        self._hook, self._secret, self._clock = settings["hook"], settings["secret"], clock

    def send(self, letter: Letter) -> str:
        """One message."""
        message = {"msg_type": "interactive", "card": card(replace(letter, buttons=())), **self._signed()}
        reply = self._peer.ask(f"/open-apis/bot/v2/hook/{self._hook}", json=message)
        said = reply.text("msg")
        if "too many request" in said.lower():  # the same 9499 as for what is not of its form
            raise TryLater(f"Feishu says {said[:200]}", 60)
        CODES.check(reply.number("code"), said)
        return letter.id

    def _signed(self) -> Mapping[str, str]:
        if not self._secret:
            return {}
        stamp = str(self._clock() // 1_000_000)
        digest = hmac.digest(
            f"{stamp}\n{self._secret}".encode(), b"", "sha256"
        )  # the text is the key, nothing is signed
        return {"timestamp": stamp, "sign": b64encode(digest).decode()}


KIND: Final = ChannelKind(
    "feishu_robot",
    "飞书群机器人",
    "Feishu group robot",
    (
        Setting("hook", "Webhook 地址最后一段", "the last part of its webhook address", True, True),
        Setting("secret", "“签名校验”的密钥", "the secret of 签名校验", True),
        Setting("base", "飞书接口地址", "where Feishu is", default="https://open.feishu.cn", form=ADDRESS),
        PATIENCE,
    ),
    FeishuRobot,
)
