"""A letter to one person: a card, then its files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from tuotou.notices import markdown
from tuotou.notices.body import words_and_files
from tuotou.notices.channel import Limit
from tuotou.notices.codes import Codes
from tuotou.notices.feishu_app.callback import listen
from tuotou.notices.feishu_card import MOST, card
from tuotou.notices.http import Peer, Reply
from tuotou.notices.kind import ADDRESS, PATIENCE, ChannelKind, Clock, Setting, one_of
from tuotou.notices.letter import Attachment, Letter
from tuotou.notices.token import Token, TokenEnded

IDS: Final = ("user_id", "open_id", "union_id")
"""Who presses a button is told by these."""
ENDED: Final = (99991663, 99991671)
CODES: Final = Codes(
    "Feishu",
    later={-1: 5, 11232: 5, 230020: 1, 99991400: 5},
    right={
        10003: "set `app_id` as it stands on the app's page",
        10014: "set `app_secret` as it stands on the app's page",
        99991672: "give the app the permissions im:message:send_as_bot and im:resource",
        230006: "switch the bot on among the app's features and publish a version",
        230013: "the person is not in the app's 可用范围; correct the contact or widen the range",
        99992351: "nobody has this id; correct the contact or set `id_type`",
    },
)


class FeishuApp:
    """One app."""

    limit: Limit | None = Limit(50, 1)

    def __init__(self, settings: Mapping[str, str], clock: Clock) -> None:
        self._settings = settings
        self._peer = Peer(settings["base"], settings["timeout"])
        self._token = Token("Feishu", self._fetched, clock)

    def send(self, letter: Letter) -> str:
        """Feishu's id of the card."""
        text, files = words_and_files(letter, markdown.FEISHU, MOST)
        keys = [self._uploaded(one) for one in files]
        receipt = self._sent(letter, "interactive", card(letter, text), 0)
        for number, key in enumerate(keys, 1):
            self._sent(letter, "file", {"file_key": key}, number)
        return receipt

    def _sent(self, letter: Letter, kind: str, content: Mapping[str, Any], number: int) -> str:
        """`uuid`: what bears it again within an hour is not shown again."""
        message = {"receive_id": letter.to, "msg_type": kind, "content": json.dumps(content, ensure_ascii=False)}
        message["uuid"] = f"{letter.id}-{number}"[-50:]
        question = {"receive_id_type": self._settings["id_type"]}
        data = self._asked("/open-apis/im/v1/messages", params=question, json=message).said.get("data")
        return str(data.get("message_id", "")) if isinstance(data, dict) else ""

    def _uploaded(self, file: Attachment) -> str:
        fields = {"file_type": "stream", "file_name": file.name}
        parts = {"file": (file.name, file.content, file.type)}
        data = self._asked("/open-apis/im/v1/files", data=fields, files=parts).said.get("data")
        return str(data.get("file_key", "")) if isinstance(data, dict) else ""

    def _asked(self, path: str, **request: Any) -> Reply:
        def ask(token: str) -> Reply:
            reply = self._peer.ask(path, headers={"Authorization": f"Bearer {token}"}, **request)
            if reply.number("code") in ENDED:
                raise TokenEnded
            CODES.check(reply.number("code"), reply.text("msg"))
            return reply

        return self._token.used(ask)

    def _fetched(self) -> tuple[str, int]:
        secrets = {"app_id": self._settings["app_id"], "app_secret": self._settings["app_secret"]}
        reply = self._peer.ask("/open-apis/auth/v3/tenant_access_token/internal", json=secrets)
        CODES.check(reply.number("code"), reply.text("msg"))
        return reply.text("tenant_access_token"), reply.number("expire")


KIND: Final = ChannelKind(
    "feishu_app",
    "飞书应用",
    "Feishu app",
    (
        Setting("app_id", "应用的 App ID", "the app's App ID", required=True),
        Setting("app_secret", "应用的 App Secret", "the app's App Secret", True, True),
        Setting("id_type", "联系方式里填的是哪种编号", "which id contacts hold", default="user_id", form=one_of(*IDS)),
        Setting(
            "encrypt_key", "“事件与回调”的 Encrypt Key，按钮回传用", "the Encrypt Key of 事件与回调, for buttons", True
        ),
        Setting(
            "verification_token", "“事件与回调”的 Verification Token", "the Verification Token of 事件与回调", True
        ),
        Setting("base", "飞书接口地址", "where Feishu is", default="https://open.feishu.cn", form=ADDRESS),
        PATIENCE,
    ),
    FeishuApp,
    listen,
)
