"""What subjects are looked up by, and what people wrote down about them."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

import tuotou.store.sealed


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0023_administration"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Handle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField()),
                ("subject_kind", models.CharField(max_length=32)),
                ("number", models.CharField(max_length=120)),
                ("at", models.BigIntegerField()),
            ],
            options={
                "db_table": "handle",
                "indexes": [models.Index(fields=["key"], name="handle_by_key")],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=32)),
                ("number", models.CharField(max_length=120)),
                ("at", models.BigIntegerField()),
                ("who", models.CharField(max_length=64)),
                ("unit", models.CharField(max_length=64)),
                ("text", tuotou.store.sealed.SealedField()),
            ],
            options={
                "db_table": "note",
                "indexes": [models.Index(fields=["subject_kind", "number", "at"], name="note_by_subject")],
            },
        ),
    ]
