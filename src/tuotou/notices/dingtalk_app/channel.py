"""A letter to one person: by the app's robot as Markdown, or as a card where there are buttons; then its files.

The card is a template of the company's (docs/channels.md): DingTalk has none of its own whose buttons come back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final

from tuotou.notices import markdown
from tuotou.notices.body import words_and_files
from tuotou.notices.channel import Limit, TryLater
from tuotou.notices.codes import Codes
from tuotou.notices.dingtalk_app.callback import listen, sealed
from tuotou.notices.http import Peer, Reply
from tuotou.notices.kind import ADDRESS, PATIENCE, ChannelKind, Clock, Setting
from tuotou.notices.letter import Attachment, Letter
from tuotou.notices.token import Token, TokenEnded

MOST: Final = 4_800
BUTTONS: Final = 3
"""of the template."""
CODES: Final = Codes(
    "DingTalk",
    later={-1: 5, "ServiceUnavailable": 30, "Throttling": 5, "Throttling.User": 5, 88: 1, 90018: 1},
    right={
        "invalidClientIdOrSecret": "set `client_id` and `client_secret` as they stand on the app's page",
        "Forbidden.AccessDenied.AccessTokenPermissionDenied": "give the app the permissions that the page names",
        "staffId.notExisted": "nobody in the company has this userid; correct the contact",
        "invalidParameter.robotCode.auth": "set `robot_code` as it stands on the app's page",
    },
)


class DingtalkApp:
    """One app."""

    limit: Limit | None = Limit(20, 1)

    def __init__(self, settings: Mapping[str, str], clock: Clock) -> None:
        self._settings = settings
        self._peer = Peer(settings["base"], settings["timeout"])
        self._media = Peer(settings["media_base"], settings["timeout"])
        self._robot = settings["robot_code"] or settings["client_id"]
        self._token = Token("DingTalk", self._fetched, clock)

    def send(self, letter: Letter) -> str:
        """DingTalk's key of the message, or our own of the card."""
        text, files = words_and_files(letter, markdown.CHAT, MOST)
        media = [(one, self._uploaded(one)) for one in files]
        answerable = self._settings["card_template"] and self._settings["callback_secret"]
        receipt = self._card(letter, text) if letter.buttons and answerable else self._said(letter, text)
        for file, id in media:
            kind = PurePath(file.name).suffix.lstrip(".") or "file"
            self._by_robot(letter.to, "sampleFile", {"mediaId": id, "fileName": file.name, "fileType": kind})
        return receipt

    def _said(self, letter: Letter, text: str) -> str:
        title = markdown.title(letter.title, markdown.CHAT)[:200]
        said = text.replace("\n", "  \n")
        return self._by_robot(letter.to, "sampleMarkdown", {"title": title, "text": f"### {title}  \n{said}"})

    def _by_robot(self, to: str, kind: str, content: Mapping[str, str]) -> str:
        message = {"robotCode": self._robot, "userIds": [to], "msgKey": kind, "msgParam": json.dumps(content)}
        said = self._asked("/v1.0/robot/oToMessages/batchSend", message).said
        if to in (said.get("flowControlledStaffIdList") or ()):
            raise TryLater("DingTalk says that this person gets too many messages", 60)
        if to in (said.get("invalidStaffIdList") or ()):
            CODES.check("staffId.notExisted", "invalidStaffIdList")
        return str(said.get("processQueryKey", ""))

    def _card(self, letter: Letter, text: str) -> str:
        """`outTrackId`: by what DingTalk knows a card; the letter's own id, so that it is not shown twice."""
        shown = {"title": markdown.one_line(letter.title), "text": text, "level": letter.level}
        secret = self._settings["callback_secret"]
        for number, button in enumerate(letter.buttons[:BUTTONS], 1):
            seal = sealed(secret, letter.to, button.act, button.value)
            shown |= {
                f"label{number}": markdown.one_line(button.label),
                f"act{number}": button.act,
                f"value{number}": seal,
            }
        message = {
            "cardTemplateId": self._settings["card_template"],
            "outTrackId": letter.id,
            "callbackType": "HTTP",
            "callbackRouteKey": self._settings["route_key"],
            "cardData": {"cardParamMap": shown},
            "userIdType": 1,
            "openSpaceId": f"dtv1.card//IM_ROBOT.{letter.to}",
            "imRobotOpenSpaceModel": {"supportForward": False},
            "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT", "robotCode": self._robot},
        }
        result = self._asked("/v1.0/card/instances/createAndDeliver", message).said.get("result")
        for each in result.get("deliverResults", ()) if isinstance(result, dict) else ():
            if not each.get("success"):
                CODES.check("deliver", str(each.get("errorMsg", "")))
        return letter.id

    def _uploaded(self, file: Attachment) -> str:
        def ask(token: str) -> str:
            question = {"access_token": token, "type": "file"}
            reply = self._media.ask(
                "/media/upload", params=question, files={"media": (file.name, file.content, file.type)}
            )
            if reply.number("errcode") in (40014, 42001):
                raise TokenEnded
            CODES.check(reply.number("errcode"), reply.text("errmsg"))
            return reply.text("media_id")

        return self._token.used(ask)

    def _asked(self, path: str, message: Mapping[str, Any]) -> Reply:
        def ask(token: str) -> Reply:
            reply = self._peer.ask(path, headers={"x-acs-dingtalk-access-token": token}, json=message)
            if reply.status == 401 or reply.text("code") == "InvalidAuthentication":
                raise TokenEnded
            _check(reply)
            return reply

        return self._token.used(ask)

    def _fetched(self) -> tuple[str, int]:
        secrets = {"appKey": self._settings["client_id"], "appSecret": self._settings["client_secret"]}
        reply = self._peer.ask("/v1.0/oauth2/accessToken", json=secrets)
        _check(reply)
        return reply.text("accessToken"), reply.number("expireIn")


def _check(reply: Reply) -> None:
    """Raises `TryLater`, `Refused`. What is asked too often is told by a code with the name of the limit."""
    code = reply.text("code")
    if reply.status < 400:
        return
    if "QpsLimit" in code:
        raise TryLater(f"DingTalk says {code}", 1)
    CODES.check(code or reply.status, reply.text("message"))


KIND: Final = ChannelKind(
    "dingtalk_app",
    "钉钉应用",
    "DingTalk app",
    (
        Setting("client_id", "应用的 Client ID（AppKey）", "the app's Client ID (AppKey)", required=True),
        Setting(
            "client_secret", "应用的 Client Secret（AppSecret）", "the app's Client Secret (AppSecret)", True, True
        ),
        Setting("robot_code", "机器人编码，空着同 Client ID", "the robot's code; empty: the Client ID"),
        Setting(
            "card_template", "带按钮的卡片模板 ID，空着不带按钮", "the card template with buttons; empty: no buttons"
        ),
        Setting("route_key", "卡片回调的 callbackRouteKey", "the callbackRouteKey of its buttons", default="tuotou"),
        Setting(
            "callback_secret", "注册卡片回调时的 apiSecret", "the apiSecret that the callback was registered with", True
        ),
        Setting("base", "钉钉新版接口地址", "where DingTalk is", default="https://api.dingtalk.com", form=ADDRESS),
        Setting(
            "media_base",
            "钉钉上传文件的地址",
            "where files are uploaded",
            default="https://oapi.dingtalk.com",
            form=ADDRESS,
        ),
        PATIENCE,
    ),
    DingtalkApp,
    listen,
)
