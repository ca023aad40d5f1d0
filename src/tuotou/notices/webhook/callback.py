"""What the other tool calls us with: JSON `{"act", "value", "user"}`, signed with the same secret as what it gets."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Final

from tuotou.notices.callback import Answer, Call, Forged, Heard, Unreadable, check_time, once, read_json, same, word

SECOND: Final = 1_000_000


def listen(settings: Mapping[str, str], call: Call, now: int) -> Heard:
    """A genuine call. Raises `Forged`, `Unreadable`."""
    id, stamp, signs = (call.headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    ours = signature(settings["secret"], id, stamp, call.body)
    if not any(same(ours, sign) for sign in signs.split()[:4]):
        raise Forged("another signature")
    at = check_time(stamp, SECOND, now)
    said = read_json(call.body)
    if not word(said, "act") or not word(said, "user"):
        raise Unreadable("no act or no user")
    answer = Answer(word(said, "act"), word(said, "value"), word(said, "user"), at)
    return Heard(lambda words: json.dumps({"said": words}, ensure_ascii=False), answer, once(id))


def signature(secret: str, id: str, stamp: str, body: bytes) -> str:
    """Of everything that is sent."""
    return "v1," + b64encode(hmac.digest(secret.encode(), f"{id}.{stamp}.".encode() + body, "sha256")).decode()
