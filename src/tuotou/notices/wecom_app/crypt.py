"""How WeCom signs and encrypts what it calls us with: SHA-1 over sorted words, AES-256-CBC, a padding to 32 bytes.

The protocol: developer.work.weixin.qq.com/document/path/90968. Its own examples are in the tests.
"""

from __future__ import annotations

import hashlib
import os
import struct
from base64 import b64decode, b64encode
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tuotou.notices.callback import Forged

BLOCK: Final = 32
RANDOM: Final = 16


def signature(*words: str) -> str:
    """Of the token, the timestamp, the nonce and the encrypted text, in any order."""
    return hashlib.sha1("".join(sorted(words)).encode(), usedforsecurity=False).hexdigest()


def decrypted(encrypted: str, aes_key: str, receiver: str) -> str:
    """The message. Raises `Forged`, always in the same words: who tries keys and paddings learns nothing."""
    try:
        padded = _through(b64decode(encrypted, validate=True), aes_key, encrypt=False)
        plain = padded[: -padded[-1]]
        length = struct.unpack(">I", plain[RANDOM : RANDOM + 4])[0]
        message, to = plain[RANDOM + 4 :][:length], plain[RANDOM + 4 :][length:]
        sound = (
            1 <= padded[-1] <= BLOCK and padded.endswith(bytes([padded[-1]]) * padded[-1]) and len(message) == length
        )
        if sound and to == receiver.encode():
            return message.decode()
    except (ValueError, IndexError, struct.error):
        pass
    raise Forged("cannot be decrypted")


def encrypted(message: str, aes_key: str, receiver: str) -> str:
    """As WeCom reads it."""
    text = message.encode()
    plain = os.urandom(RANDOM) + struct.pack(">I", len(text)) + text + receiver.encode()
    pad = BLOCK - len(plain) % BLOCK
    return b64encode(_through(plain + bytes([pad]) * pad, aes_key, encrypt=True)).decode()


def _through(data: bytes, aes_key: str, *, encrypt: bool) -> bytes:
    key = b64decode(aes_key + "=")
    cipher = Cipher(algorithms.AES256(key), modes.CBC(key[:16]))
    step = cipher.encryptor() if encrypt else cipher.decryptor()
    return step.update(data) + step.finalize()
