"""How long an example takes says nothing of whether it is right: machines are shared, and no test is timed."""

import django.conf
import pytest
from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True, scope="session")
def secret_key() -> None:
    """What this process signs and seals with; machines that tests start make their own."""
    django.conf.settings.SECRET_KEY = "tests " * 10
