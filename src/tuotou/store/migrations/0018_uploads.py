"""Files that people bring."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0017_accounts"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("mapping", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("by", models.CharField(max_length=64)),
                ("at", models.BigIntegerField()),
                ("state", models.CharField(max_length=16)),
                ("found", models.JSONField(default=dict)),
                ("progress", models.BigIntegerField(default=0)),
                ("done", models.JSONField(default=dict)),
                ("ended_at", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "upload",
                "indexes": [
                    models.Index(fields=["-at"], name="upload_by_time"),
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "recording"))),
                        fields=["at"],
                        name="upload_to_record",
                    ),
                ],
            },
        ),
    ]
