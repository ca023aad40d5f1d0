"""Where events come from by themselves, and how far each was read."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0012_notices"),
    ]

    operations: ClassVar = []
