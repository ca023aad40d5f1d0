"""A letter as JSON, files included, signed as Standard Webhooks say (standardwebhooks.com)."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final

from tuotou.notices import markdown
from tuotou.notices.channel import Limit, Refused
from tuotou.notices.http import Peer
from tuotou.notices.kind import ADDRESS, PATIENCE, PER_MINUTE, ChannelKind, Clock, Form, Setting
from tuotou.notices.letter import Letter
from tuotou.notices.webhook.callback import listen, signature

SHORTEST: Final = 24


class Webhook:
    """One address."""

    def __init__(self, settings: Mapping[str, str], clock: Clock) -> None:
        self._peer, self._url = Peer(settings["url"], settings["timeout"]), settings["url"]
        self._secret, self._clock = settings["secret"], clock
        self.limit = Limit(int(settings["per_minute"]), 60) if settings["per_minute"] else None

    def send(self, letter: Letter) -> str:
        """The id that the answer says, or the letter's own."""
        body = json.dumps(_told(letter), ensure_ascii=False).encode()
        stamp = str(self._clock() // 1_000_000)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": letter.id,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(self._secret, letter.id, stamp, body),
        }
        reply = self._peer.ask(self._url, content=body, headers=headers)
        if reply.status >= 300:
            raise Refused(f"the webhook answers with status {reply.status}")
        return reply.text("id") or letter.id


def _told(letter: Letter) -> dict[str, Any]:
    files = [
        {"name": one.name, "type": one.type, "content": b64encode(one.content).decode()} for one in letter.attachments
    ]
    return {
        "id": letter.id,
        "to": letter.to,
        "title": markdown.one_line(letter.title),
        "text": letter.text,
        "plain": "\n".join(markdown.lines(letter.text, markdown.TEXT)),
        "level": letter.level,
        "lang": letter.lang,
        "buttons": [{"act": one.act, "label": one.label, "value": one.value} for one in letter.buttons],
        "attachments": files,
    }


LONG: Final = Form(lambda value: len(value) >= SHORTEST, f"{SHORTEST} characters or more, the same on both sides")
KIND: Final = ChannelKind(
    "webhook",
    "通用 Webhook",
    "Any tool, by webhook",
    (
        Setting("url", "送到哪个地址", "the address that it is sent to", True, True, form=ADDRESS),
        Setting("secret", "双方约定的签名密钥", "the secret that both sides sign with", True, True, form=LONG),
        PER_MINUTE,
        PATIENCE,
    ),
    Webhook,
    listen,
)
