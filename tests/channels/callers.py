"""Chat apps as they call us: each signs and encrypts as its documents say, with nothing of the product's own code."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import struct
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode
from xml.etree import ElementTree

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from tests.channels.fake_app import NOON, samples

AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
WECOM = {"corp_id": "wx5823bf96d3bd56c7", "agent_id": "1", "secret": "s", "token": "QDG6eK", "aes_key": AES_KEY}
FEISHU = {"app_id": "cli_1", "app_secret": "s", "encrypt_key": "ek1", "verification_token": "vt1"}
DINGTALK = {"client_id": "d1", "client_secret": "s", "callback_secret": "cs1"}
WEBHOOK = {"url": "http://127.0.0.1/", "secret": "0123456789abcdef01234567"}
SETTINGS = {"wecom_app": WECOM, "feishu_app": FEISHU, "dingtalk_app": DINGTALK, "webhook": WEBHOOK}


@dataclass(frozen=True)
class Press:
    """A button that is pressed."""

    act: str = "acknowledge"
    value: str = "l1.1780000000:c2lnbmVk"
    user: str = "wang.lei"
    at: int = NOON  # µs


@dataclass(frozen=True)
class Request:
    """As it goes over the wire."""

    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def address(self) -> str:
        return f"?{urlencode(self.query)}" if self.query else ""


def _cbc(key: bytes, iv: bytes, data: bytes) -> bytes:
    step = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return step.update(data) + step.finalize()


def wecom_sealed(message: str, receiver: str = WECOM["corp_id"], pad: bytes | None = None) -> str:
    """random(16) + length(4) + message + receiver, padded to 32, AES-256-CBC with the key's first half as vector."""
    key, said = b64decode(AES_KEY + "="), message.encode()
    plain = os.urandom(16) + struct.pack("!i", len(said)) + said + receiver.encode()
    short = 32 - len(plain) % 32
    return b64encode(_cbc(key, key[:16], plain + (pad or bytes([short])) * (short // len(pad or b"1")))).decode()


def wecom_signed(sealed: str, at: int, nonce: str, body: str) -> Request:
    stamp = str(at // 1_000_000)
    sign = hashlib.sha1("".join(sorted(["QDG6eK", stamp, nonce, sealed])).encode()).hexdigest()
    return Request({"msg_signature": sign, "timestamp": stamp, "nonce": nonce}, {}, body.encode())


def wecom(press: Press, nonce: str = "n1", event: str = "pressed", sealed: str = "") -> Request:
    message = samples("wecom_app")[event].format(
        corp=WECOM["corp_id"], user=press.user, at=press.at // 1_000_000, key=f"{press.act}:{press.value}"
    )
    sealed = sealed or wecom_sealed(message)
    corp = WECOM["corp_id"]
    body = f"<xml><ToUserName><![CDATA[{corp}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    return wecom_signed(sealed, press.at, nonce, body)


def feishu_sealed(message: str, key: str = "ek1") -> str:
    """AES-256-CBC by SHA-256 of the key, PKCS#7, the vector in front."""
    data, vector = message.encode(), os.urandom(16)
    short = 16 - len(data) % 16
    return b64encode(
        vector + _cbc(hashlib.sha256(key.encode()).digest(), vector, data + bytes([short]) * short)
    ).decode()


def feishu(
    press: Press, nonce: str = "n1", *, encrypt: bool = True, token: str = "vt1", event: str = "pressed"
) -> Request:
    message = json.dumps(samples("feishu_app")[event], ensure_ascii=False)
    for name, value in {"token": token, "user": press.user, "act": press.act, "value": press.value}.items():
        message = message.replace(f"{{{name}}}", value)
    body = json.dumps({"encrypt": feishu_sealed(message)}) if encrypt else message
    stamp = str(press.at // 1_000_000)
    sign = hashlib.sha256((stamp + nonce + "ek1" + body).encode()).hexdigest()
    headers = {"X-Lark-Request-Timestamp": stamp, "X-Lark-Request-Nonce": nonce, "X-Lark-Signature": sign}
    return Request({}, headers if event == "pressed" else {}, body.encode())


def dingtalk(press: Press, value: str) -> Request:
    """`value`: as the card showed it. Only the time is signed."""
    inner = json.dumps(samples("dingtalk_app")["content"])
    content = inner.replace("{act}", press.act).replace("{value}", value)
    body = {**samples("dingtalk_app")["pressed"], "userId": press.user, "content": content}
    stamp = str(press.at // 1_000)
    sign = b64encode(hmac.new(b"cs1", stamp.encode(), hashlib.sha256).digest()).decode()
    headers = {"x-ddpaas-signature-timestamp": stamp, "x-ddpaas-signature": sign}
    return Request({}, headers, json.dumps(body).encode())


def webhook(press: Press, id: str = "a1") -> Request:
    body = json.dumps({"act": press.act, "value": press.value, "user": press.user}).encode()
    stamp = str(press.at // 1_000_000)
    over = f"{id}.{stamp}.".encode() + body
    mac = b64encode(hmac.new(WEBHOOK["secret"].encode(), over, hashlib.sha256).digest()).decode()
    headers = {"webhook-id": id, "webhook-timestamp": stamp, "webhook-signature": f"v1,{mac} v1,older"}
    return Request({}, headers, body)


def wecom_read(answer: str) -> str:
    """What stands on the card in place of the buttons, after an answer of ours."""
    key = b64decode(AES_KEY + "=")
    sealed = ElementTree.fromstring(answer).findtext("Encrypt", "")
    step = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = step.update(b64decode(sealed)) + step.finalize()
    length = struct.unpack("!i", plain[16:20])[0]
    return ElementTree.fromstring(plain[20 : 20 + length].decode()).findtext("Button/ReplaceName", "")
