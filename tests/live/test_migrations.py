"""The tables are what the models say."""

from __future__ import annotations

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_model_is_ahead_of_its_migrations() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)  # ends the process with 1 where one is
