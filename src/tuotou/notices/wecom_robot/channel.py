"""Markdown of at most 4,096 bytes, then files and pictures, each as a message of its own."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import md5
from typing import Final

from tuotou.notices import markdown
from tuotou.notices.body import words_and_files
from tuotou.notices.channel import Limit
from tuotou.notices.codes import Codes
from tuotou.notices.http import Peer
from tuotou.notices.kind import ADDRESS, PATIENCE, ChannelKind, Clock, Setting
from tuotou.notices.letter import Attachment, Letter

MOST: Final = 4_096
TITLE: Final = 300
PNG: Final = "image/png"
LARGEST: Final = 2 * 1024 * 1024
"""Bytes of a picture that WeCom shows."""
CODES: Final = Codes(
    "WeCom",
    later={-1: 5, 45009: 60, 45033: 5},
    right={
        93000: "copy the key of the robot's webhook address anew",
        93008: "the robot was taken out of the group; add it again",
        40058: "the text or file is not of a form that WeCom takes",
    },
)


class WecomRobot:
    """One robot in one group."""

    limit: Limit | None = Limit(20, 60)

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._peer, self._key = Peer(settings["base"], settings["timeout"]), settings["key"]

    def send(self, letter: Letter) -> str:
        """Files are uploaded before anything is posted: what can fail fails while nobody has seen anything."""
        heading = f"### {markdown.title(letter.title, markdown.CHAT)}"[:TITLE]
        text, files = words_and_files(letter, markdown.CHAT, MOST - len(heading.encode()) - 1)
        further = [self._further(one) for one in files]
        self._post({"msgtype": "markdown", "markdown": {"content": f"{heading}\n{text}"}})
        for message in further:
            self._post(message)
        return letter.id

    def _further(self, file: Attachment) -> Mapping[str, object]:
        """A file as a message of its own; pictures are seen at once."""
        if file.type == PNG and len(file.content) <= LARGEST:
            digest = md5(file.content, usedforsecurity=False).hexdigest()
            return {"msgtype": "image", "image": {"base64": b64encode(file.content).decode(), "md5": digest}}
        return {"msgtype": "file", "file": {"media_id": self._uploaded(file)}}

    def _post(self, message: Mapping[str, object]) -> None:
        reply = self._peer.ask("/cgi-bin/webhook/send", params={"key": self._key}, json=message)
        CODES.check(reply.number("errcode"), reply.text("errmsg"))

    def _uploaded(self, file: Attachment) -> str:
        question = {"key": self._key, "type": "file"}
        parts = {"media": (file.name, file.content, file.type)}
        reply = self._peer.ask("/cgi-bin/webhook/upload_media", params=question, files=parts)
        CODES.check(reply.number("errcode"), reply.text("errmsg"))
        return reply.text("media_id")


def _open(settings: Mapping[str, str], clock: Clock) -> WecomRobot:
    return WecomRobot(settings)


KIND: Final = ChannelKind(
    "wecom_robot",
    "企业微信群机器人",
    "WeCom group robot",
    (
        Setting("key", "机器人 Webhook 地址里 key= 后面的部分", "what stands behind key= in its address", True, True),
        Setting("base", "企业微信接口地址", "where WeCom is", default="https://qyapi.weixin.qq.com", form=ADDRESS),
        PATIENCE,
    ),
    _open,
)
