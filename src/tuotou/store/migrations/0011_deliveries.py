"""What is delivered to others, and how it went."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0010_tokens"),
    ]

    operations: ClassVar = []
