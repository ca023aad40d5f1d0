"""Text that lies encrypted in the database: secrets of partners, keys of channels, mobile numbers.

Sealed with the installation's secret key (Fernet: AES-128-CBC, HMAC-SHA256). Who has the database alone reads nothing.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

PURPOSE: Final = b"tuotou sealed"
"""The key that seals is made of the secret key for this alone: signatures are made with another."""


class NotOurs(ValueError):
    """Sealed with another secret key than this installation has."""


def seal(text: str) -> str:
    """The text, sealed; what is empty stays so."""
    return _by(secret_key()).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """What was sealed. Raises `NotOurs`."""
    try:
        return _by(secret_key()).decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        raise NotOurs("sealed with another secret key; right: the TUOTOU_SECRET_KEY of that time") from None


class SealedField(models.TextField):  # type: ignore[type-arg]
    """A text that is sealed in the database and plain in Python; it cannot be searched for."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """As Python sees it. Raises `NotOurs`."""
        return None if value is None else unseal(value)

    def get_prep_value(self, value: Any) -> Any:
        """As the database sees it."""
        return None if value is None else seal(str(value))


def secret_key() -> str:
    """The installation's. Raises `NotOurs` where it has none."""
    try:
        return settings.SECRET_KEY
    except ImproperlyConfigured:
        right = "set TUOTOU_SECRET_KEY, or start tuotou serve once"
        raise NotOurs(f"there is no secret key; right: {right}") from None


@lru_cache(maxsize=4)
def _by(secret: str) -> Fernet:
    return Fernet(urlsafe_b64encode(blake2b(secret.encode(), digest_size=32, key=PURPOSE).digest()))
