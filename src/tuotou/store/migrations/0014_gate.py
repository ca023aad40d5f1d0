"""What was refused at the gate, and what policy decided because nobody judged."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0013_sources"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="GateAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.BigIntegerField()),
                ("asked_by", models.CharField(max_length=120)),
                ("act", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=64)),
                ("subject_kind", models.CharField(max_length=32)),
                ("subject", models.CharField(max_length=120)),
                ("site", models.CharField(default="", max_length=120)),
                ("person", models.CharField(default="", max_length=120)),
                ("allowed", models.BooleanField()),
                ("because", models.CharField(max_length=16)),
                ("standards", models.TextField(default="[]")),
            ],
            options={
                "db_table": "gate_answer",
                "indexes": [
                    models.Index(fields=["at"], name="gate_answer_by_time"),
                    models.Index(fields=["subject_kind", "subject", "at"], name="gate_answer_by_subject"),
                ],
            },
        ),
    ]
