"""What is sealed reads as nothing without the key, and as what it was with it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import override_settings

from tuotou.clockwork.clock import clock
from tuotou.operations.upkeep.database import check_database
from tuotou.store.models import Person
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


@pytest.mark.django_db
def test_mobile_numbers_lie_sealed_and_the_doctor_finds_the_wrong_key() -> None:
    with override_settings(SECRET_KEY=KEY):
        Person.objects.create(staff_number="SZ01001", name="李明", mobile="13812345678")
        assert Person.objects.get().mobile == "13812345678"
        assert not [line for line in check_database(clock) if "mobile" in line.what]
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile FROM person")
        assert "1381234" not in str(cursor.fetchall())
    with override_settings(SECRET_KEY=OTHER):
        (told,) = (line for line in check_database(clock) if "mobile" in line.what)
    assert (told.level, told.right) == ("fail", "the TUOTOU_SECRET_KEY of that time")
