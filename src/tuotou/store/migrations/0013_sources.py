"""Where events come from by themselves, and what came of them that was no event."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import tuotou.store.sealed


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0012_notices"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=16)),
                ("address", models.CharField(max_length=500)),
                ("options", models.JSONField(default=dict)),
                ("secrets", tuotou.store.sealed.SealedField(default="")),
                ("mapping", models.CharField(default="", max_length=300)),
                ("document", models.TextField(default="")),
                ("site", models.CharField(default="", max_length=64)),
                ("enabled", models.BooleanField(default=True)),
                ("silent_after", models.IntegerField(null=True)),
                ("changed_at", models.BigIntegerField()),
                ("messages", models.BigIntegerField(default=0)),
                ("recorded", models.BigIntegerField(default=0)),
                ("repeated", models.BigIntegerField(default=0)),
                ("refused", models.BigIntegerField(default=0)),
                ("last_message_at", models.BigIntegerField(null=True)),
                ("last_recorded_at", models.BigIntegerField(null=True)),
                ("last_error", models.TextField(default="")),
                ("last_error_at", models.BigIntegerField(null=True)),
                ("silent_since", models.BigIntegerField(null=True)),
                ("heard_at", models.BigIntegerField(null=True)),
            ],
            options={"db_table": "source", "ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="RefusedMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.CharField(max_length=330)),
                ("row", models.IntegerField()),
                ("received_at", models.BigIntegerField()),
                ("body", models.BinaryField()),
                ("length", models.IntegerField()),
                ("field", models.CharField(max_length=330)),
                ("value", models.CharField(max_length=330)),
                ("reason", models.TextField()),
                ("right", models.TextField()),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refusals",
                        to="store.source",
                    ),
                ),
            ],
            options={
                "db_table": "refused_message",
                "indexes": [models.Index(fields=["received_at"], name="refused_message_by_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "position", "row"), name="refused_message_once")
                ],
            },
        ),
    ]
