"""What is sealed reads as nothing without the key, and as what it was with it."""

from __future__ import annotations

import pytest
from django.test import override_settings

from tuotou.store.sealed import NotOurs, seal, unseal

KEY, OTHER = "k" * 50, "o" * 50


@override_settings(SECRET_KEY=KEY)
def test_what_was_sealed_comes_back_and_is_seen_by_nobody() -> None:
    sealed = seal("13812345678")
    assert "138" not in sealed and unseal(sealed) == "13812345678"
    assert seal("13812345678") != sealed  # who compares rows learns nothing
    assert seal("") == unseal("") == ""


def test_another_key_opens_nothing_and_says_what_would() -> None:
    with override_settings(SECRET_KEY=KEY):
        sealed = seal("secret")
    with override_settings(SECRET_KEY=OTHER), pytest.raises(NotOurs, match="TUOTOU_SECRET_KEY"):
        unseal(sealed)
    with override_settings(SECRET_KEY=""), pytest.raises(NotOurs, match="there is no secret key"):
        seal("secret")
    assert seal("secret")
