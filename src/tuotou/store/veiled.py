"""Personal words on trails: veiled before they are written, so that who has the database alone reads nothing.

AES-SIV with the installation's secret key: the same word is always veiled alike, so it can be looked up, and who may
can read it again. Whoever has no key can neither read it nor try out the ten thousand ends of a phone number.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from tuotou.store.sealed import NotOurs, secret_key

PURPOSE: Final = b"tuotou veiled"
MARK: Final = "~"
"""What is veiled begins with it; what somebody else writes with it at its beginning is veiled all the same."""

_VEILED: Final = re.compile(r"~[A-Za-z0-9_-]{22,}")


def veil(name: str, word: str) -> str:
    """A word of some kind (attribute), veiled. Raises `sealed.NotOurs` where there is no secret key."""
    return _veil(secret_key(), name, word)


def unveil(name: str, veiled: str) -> str:
    """What was veiled under that name. Raises `sealed.NotOurs`."""
    try:
        sealed = urlsafe_b64decode(veiled.removeprefix(MARK) + "==")
        return _by(secret_key()).decrypt(sealed, [name.encode()]).decode()
    except (InvalidTag, ValueError):
        raise NotOurs("veiled with another secret key; right: the TUOTOU_SECRET_KEY of that time") from None


def is_veiled(name: str, word: str) -> bool:
    """Whether a word was veiled under that name here."""
    if not word.startswith(MARK):
        return False
    try:
        return bool(unveil(name, word))
    except NotOurs:
        return False


def looks_veiled(word: object) -> bool:
    """Whether a value looks as what is veiled does: it leaves the house for nobody."""
    return isinstance(word, str) and _VEILED.fullmatch(word) is not None


@lru_cache(maxsize=20_000)  # the ends of all phone numbers, and then some
def _veil(secret: str, name: str, word: str) -> str:
    sealed = _by(secret).encrypt(word.encode(), [name.encode()])
    return MARK + urlsafe_b64encode(sealed).decode().rstrip("=")


@lru_cache(maxsize=4)
def _by(secret: str) -> AESSIV:
    return AESSIV(blake2b(secret.encode(), digest_size=64, key=PURPOSE).digest())
