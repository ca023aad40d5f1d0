"""Callbacks of chat apps that were heard."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0015_sealed"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Callback",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
            ],
            options={
                "db_table": "callback",
                "indexes": [models.Index(fields=["at"], name="callback_by_time")],
            },
        ),
    ]
