"""The beginning of an installation: as long as there is no account, whoever has its set-up code makes the first."""

from __future__ import annotations

from hashlib import blake2b

from django.conf import settings

from tuotou.store.models import Account


def is_new() -> bool:
    """Whether nobody has an account yet."""
    return not Account.objects.exists()


def set_up_code() -> str:
    """Known to whoever has the installation's secret key: the terminal that it was started in shows it."""
    return blake2b(settings.SECRET_KEY.encode(), digest_size=6, person=b"tuotou set up").hexdigest()
