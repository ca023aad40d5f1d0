"""What DingTalk calls us with: buttons of cards that were pressed.

The protocol: open.dingtalk.com/document/development/event-callback-card. DingTalk signs the time alone, so a value
carries a seal of ours that says whose button it is: who has heard a signature can still say nothing in its name.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Final

from tuotou.notices.callback import (
    Answer,
    Call,
    Forged,
    Heard,
    Unreadable,
    check_time,
    once,
    part,
    read_json,
    same,
    word,
)

MILLISECOND: Final = 1_000


def listen(settings: Mapping[str, str], call: Call, now: int) -> Heard:
    """A genuine call. Raises `Forged`, `Unreadable`."""
    secret = settings["callback_secret"]
    if not secret:
        raise Forged("no callback_secret is set")
    stamp, sign = call.headers.get("x-ddpaas-signature-timestamp", ""), call.headers.get("x-ddpaas-signature", "")
    if not same(signature(secret, stamp), sign):
        raise Forged("another signature")
    at = check_time(stamp, MILLISECOND, now)
    said = read_json(call.body)
    return Heard(_reply, _answer(said, secret, at), once(sign, call.body.decode(errors="replace")))


def signature(secret: str, stamp: str) -> str:
    """Of the time."""
    return b64encode(hmac.digest(secret.encode(), stamp.encode(), "sha256")).decode()


def sealed(secret: str, user: str, act: str, value: str) -> str:
    """A value that only its reader may send back, and only with this act."""
    return f"{value}.{hmac.digest(secret.encode(), json.dumps([user, act, value]).encode(), 'sha256').hex()[:32]}"


def _answer(said: Mapping[str, object], secret: str, at: int) -> Answer:
    parameters = part(part(read_json(word(said, "content")), "cardPrivateData"), "params")
    act, value, user = word(parameters, "act"), word(parameters, "value"), word(said, "userId")
    if not act or not user:
        raise Unreadable("a button without act or userId")
    plain, _, _ = value.rpartition(".")
    if not same(sealed(secret, user, act, plain), value):
        raise Forged("a value without our seal")
    return Answer(act, plain, user, at)


def _reply(words: str) -> str:
    """In place of the buttons the card says what came of it: its variable `done`."""
    shown = {"cardUpdateOptions": {"updateCardDataByKey": True}, "cardData": {"cardParamMap": {"done": words}}}
    return json.dumps(shown, ensure_ascii=False)
