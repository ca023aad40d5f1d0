"""Who may come in by the API."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0009_retired"),
    ]

    operations: ClassVar = []
