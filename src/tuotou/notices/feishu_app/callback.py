"""What Feishu calls us with: the challenge when the address is set, and buttons of cards that were pressed.

The protocol: open.feishu.cn, 事件与回调 → 配置 Encrypt Key. It signs everything, and encrypts.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

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

SECOND: Final = 1_000_000
BLOCK: Final = 16


def listen(settings: Mapping[str, str], call: Call, now: int) -> Heard:
    """A genuine call. Raises `Forged`, `Unreadable`."""
    key, token = settings["encrypt_key"], settings["verification_token"]
    if not key or not token:
        raise Forged("no encrypt_key and verification_token are set")
    stamp, nonce, sign = (
        call.headers.get(f"x-lark-{name}", "") for name in ("request-timestamp", "request-nonce", "signature")
    )
    signed = same(signature(stamp, nonce, key, call.body), sign)
    said = _opened(call.body, key, signed)
    header = part(said, "header")
    if not same(word(header, "token") or word(said, "token"), token):
        raise Forged("another verification token")
    if word(said, "type") == "url_verification":  # comes without a signature, and nothing is done
        return Heard(lambda _: json.dumps({"challenge": word(said, "challenge")}))
    if not signed:
        raise Forged("another signature")
    at = check_time(stamp, SECOND, now)
    return Heard(_reply, _answer(header, part(said, "event"), settings["id_type"], at), once(sign, nonce))


def _opened(body: bytes, key: str, signed: bool) -> Mapping[str, Any]:
    """What a call says. Of what is not signed no fault is told: who tries paddings must not tell one from another."""
    try:
        outer = read_json(body)
        return read_json(decrypted(word(outer, "encrypt"), key)) if "encrypt" in outer else outer
    except Unreadable:
        if signed:
            raise
        raise Forged("another signature") from None


def signature(stamp: str, nonce: str, key: str, body: bytes) -> str:
    """Of everything that comes in."""
    return hashlib.sha256(f"{stamp}{nonce}{key}".encode() + body).hexdigest()


def decrypted(encrypted: str, key: str) -> bytes:
    """AES-256-CBC by the key's SHA-256; what stands first is the initial vector. Raises `Forged`."""
    try:
        data = b64decode(encrypted, validate=True)
        cipher = Cipher(algorithms.AES256(hashlib.sha256(key.encode()).digest()), modes.CBC(data[:BLOCK])).decryptor()
        unpadder = PKCS7(BLOCK * 8).unpadder()
        return unpadder.update(cipher.update(data[BLOCK:]) + cipher.finalize()) + unpadder.finalize()
    except ValueError:
        raise Forged("cannot be decrypted") from None


def _answer(header: Mapping[str, Any], event: Mapping[str, Any], id_type: str, at: int) -> Answer | None:
    """A button that was pressed, by whom contacts know by `id_type`; other events say nothing to us."""
    if word(header, "event_type") != "card.action.trigger":
        return None
    value, operator = part(part(event, "action"), "value"), part(event, "operator")
    user = word(operator, id_type)
    if not word(value, "act") or not user:
        raise Unreadable("a button without act, or without the operator's id")
    return Answer(word(value, "act"), word(value, "value"), user, at)


def _reply(words: str) -> str:
    return json.dumps({"toast": {"type": "info", "content": words}} if words else {}, ensure_ascii=False)
