"""A letter to one person: its text as Markdown, its buttons as a card, its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tuotou.notices import markdown
from tuotou.notices.body import words_and_files
from tuotou.notices.channel import Limit
from tuotou.notices.codes import Codes
from tuotou.notices.http import Peer, Reply
from tuotou.notices.kind import ADDRESS, AES_KEY, NUMBER, PATIENCE, ChannelKind, Clock, Setting
from tuotou.notices.letter import Attachment, Letter
from tuotou.notices.pace import Pace
from tuotou.notices.token import Token, TokenEnded
from tuotou.notices.wecom_app.callback import listen

MOST: Final = 2_048
ON_CARD: Final = 112
"""characters of text that a card shows."""
ENDED: Final = (40014, 42001)
CODES: Final = Codes(
    "WeCom",
    later={-1: 5, 45009: 60, 45033: 5},
    right={
        40001: "set `secret` as it stands on the app's page",
        40013: "set `corp_id` as it stands under 我的企业",
        40056: "set `agent_id` as it stands on the app's page",
        60020: "add this machine's address to 企业可信IP on the app's page",
        81013: "nobody of this name is in the app's 可见范围; correct the contact or widen the range",
    },
)


class WecomApp:
    """One app."""

    limit: Limit | None = None
    """WeCom counts by person, and drops what is more without a word: `Pace` counts as it does."""

    def __init__(self, settings: Mapping[str, str], clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._peer = Peer(settings["base"], settings["timeout"])
        self._token = Token("WeCom", self._fetched, clock)
        self._pace = Pace(Limit(30, 60), clock)

    def send(self, letter: Letter) -> str:
        """WeCom's id of the message that tells the text."""
        title = f"### {markdown.title(letter.title, markdown.CHAT)}"[:300]
        text, files = words_and_files(letter, markdown.CHAT, MOST - len(title.encode()) - 1)
        short = letter.buttons and len("\n".join(markdown.lines(letter.text, markdown.TEXT))) <= ON_CARD
        said: list[tuple[str, dict[str, Any]]] = [] if short else [("markdown", {"content": f"{title}\n{text}"})]
        said += [("template_card", self._card(letter))] if letter.buttons else []
        self._pace.take(letter.to, len(said) + len(files))
        said += [("file", {"media_id": self._uploaded(one)}) for one in files]
        return [self._sent(letter.to, kind, content) for kind, content in said][0]

    def _card(self, letter: Letter) -> dict[str, Any]:
        text = "\n".join(markdown.lines(letter.text, markdown.TEXT))
        buttons = [
            {"text": markdown.one_line(one.label), "style": 2 if number else 1, "key": f"{one.act}:{one.value}"}
            for number, one in enumerate(letter.buttons)
        ]
        return {
            "card_type": "button_interaction",
            "main_title": {"title": markdown.one_line(letter.title)},
            "sub_title_text": text if len(text) <= ON_CARD else text[: ON_CARD - 1] + "…",
            "task_id": f"{letter.id}-{self._clock()}",  # WeCom takes no id twice, and a letter may go twice
            "button_list": buttons,
        }

    def _sent(self, to: str, kind: str, content: Mapping[str, Any]) -> str:
        agent = int(self._settings["agent_id"])
        message = {"touser": to, "msgtype": kind, "agentid": agent, kind: content}
        reply = self._asked("/cgi-bin/message/send", json=message)
        if to in reply.text("invaliduser").split("|"):
            CODES.check(81013, "invaliduser")
        return reply.text("msgid")

    def _uploaded(self, file: Attachment) -> str:
        parts = {"media": (file.name, file.content, file.type)}
        return self._asked("/cgi-bin/media/upload", params={"type": "file"}, files=parts).text("media_id")

    def _asked(self, path: str, *, params: Mapping[str, str] | None = None, **request: Any) -> Reply:
        def ask(token: str) -> Reply:
            reply = self._peer.ask(path, params={"access_token": token, **(params or {})}, **request)
            if reply.number("errcode") in ENDED:
                raise TokenEnded
            CODES.check(reply.number("errcode"), reply.text("errmsg"))
            return reply

        return self._token.used(ask)

    def _fetched(self) -> tuple[str, int]:
        question = {"corpid": self._settings["corp_id"], "corpsecret": self._settings["secret"]}
        reply = self._peer.ask("/cgi-bin/gettoken", method="GET", params=question)
        CODES.check(reply.number("errcode"), reply.text("errmsg"))
        return reply.text("access_token"), reply.number("expires_in")


KIND: Final = ChannelKind(
    "wecom_app",
    "企业微信应用",
    "WeCom app",
    (
        Setting("corp_id", "企业 ID，“我的企业”页", "the company's id, on the page 我的企业", required=True),
        Setting("agent_id", "应用的 AgentId", "the app's AgentId", required=True, form=NUMBER),
        Setting("secret", "应用的 Secret", "the app's Secret", True, True),
        Setting("token", "“接收消息”的 Token，按钮回传用", "the Token of 接收消息, for buttons", True),
        Setting("aes_key", "“接收消息”的 EncodingAESKey", "the EncodingAESKey of 接收消息", True, form=AES_KEY),
        Setting("base", "企业微信接口地址", "where WeCom is", default="https://qyapi.weixin.qq.com", form=ADDRESS),
        PATIENCE,
    ),
    WecomApp,
    listen,
)
