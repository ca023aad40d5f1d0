"""Who may come in by the API, what has been asked before, and what changed since."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0009_retired"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True)),
                ("prefix", models.CharField(max_length=16, unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("scopes", models.JSONField(default=list)),
                ("unit", models.CharField(default="", max_length=64)),
                ("rate", models.IntegerField()),
                ("owner", models.CharField(max_length=64)),
                ("made_at", models.BigIntegerField()),
                ("expires_at", models.BigIntegerField(null=True)),
                ("revoked_at", models.BigIntegerField(null=True)),
                ("used_at", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "api_token",
            },
        ),
        migrations.CreateModel(
            name="Once",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200)),
                ("fingerprint", models.CharField(max_length=64)),
                ("begun_at", models.BigIntegerField()),
                ("status", models.IntegerField(null=True)),
                ("answer", models.TextField(default="")),
                (
                    "token",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="store.apitoken",
                    ),
                ),
            ],
            options={
                "db_table": "once",
                "indexes": [models.Index(fields=["begun_at"], name="once_by_age")],
                "constraints": [models.UniqueConstraint(fields=("token", "key"), name="once_by_key")],
            },
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(fields=["known_at", "id"], name="promise_by_change"),
        ),
        migrations.AddIndex(
            model_name="warning",
            index=models.Index(fields=["changed_at", "id"], name="warning_by_change"),
        ),
    ]
