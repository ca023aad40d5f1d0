"""Markdown of at most 20,000 bytes, signed with the robot's secret and the time."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping
from typing import Final

from tuotou.notices import markdown
from tuotou.notices.body import words
from tuotou.notices.channel import Limit
from tuotou.notices.codes import Codes
from tuotou.notices.http import Peer
from tuotou.notices.kind import ADDRESS, PATIENCE, ChannelKind, Clock, Setting
from tuotou.notices.letter import Letter

MOST: Final = 18_000  # what is left is for the title and the JSON around it
CODES: Final = Codes(
    "DingTalk",
    later={-1: 5, 130101: 60, 410100: 60},
    right={
        310000: "the robot's secret, key words or addresses are other in DingTalk; set `secret` as it stands there",
        300001: "copy the access_token of the robot's webhook address anew",
        400013: "the group was dissolved",
        400101: "copy the access_token of the robot's webhook address anew",
        400102: "the robot was switched off; switch it on again in the group",
        400106: "the robot was taken out of the group; add it again",
    },
)


class DingtalkRobot:
    """One robot in one group."""

    limit: Limit | None = Limit(20, 60)

    def __init__(self, settings: Mapping[str, str], clock: Clock) -> None:
        self._peer = Peer(settings["base"], settings["timeout"])
        self._token, self._secret, self._clock = settings["access_token"], settings["secret"], clock

    def send(self, letter: Letter) -> str:
        """One message."""
        title = markdown.title(letter.title, markdown.CHAT)[:300]
        text = words(letter, markdown.CHAT, MOST).replace("\n", "  \n")  # a line ends where two blanks stand
        message = {"msgtype": "markdown", "markdown": {"title": title, "text": f"### {title}  \n{text}"}}
        question = {"access_token": self._token, **self._signed()}
        reply = self._peer.ask("/robot/send", params=question, json=message)
        CODES.check(reply.number("errcode"), reply.text("errmsg"))
        return letter.id

    def _signed(self) -> Mapping[str, str]:
        if not self._secret:
            return {}
        stamp = str(self._clock() // 1_000)
        digest = hmac.digest(self._secret.encode(), f"{stamp}\n{self._secret}".encode(), "sha256")
        return {"timestamp": stamp, "sign": b64encode(digest).decode()}


KIND: Final = ChannelKind(
    "dingtalk_robot",
    "钉钉群机器人",
    "DingTalk group robot",
    (
        Setting(
            "access_token", "Webhook 地址里 access_token= 后面的部分", "what stands behind access_token=", True, True
        ),
        Setting("secret", "“加签”的密钥，以 SEC 开头", "the secret of 加签; it begins with SEC", True),
        Setting("base", "钉钉接口地址", "where DingTalk is", default="https://oapi.dingtalk.com", form=ADDRESS),
        PATIENCE,
    ),
    DingtalkRobot,
)
