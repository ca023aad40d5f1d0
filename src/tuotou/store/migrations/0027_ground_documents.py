"""Calendars, announced years and time commitments of the company's own."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

import tuotou.store.instant


class Migration(migrations.Migration):
    """One table."""

    dependencies: ClassVar = [("store", "0026_promises_by_standard")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="GroundDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("name", models.CharField(max_length=80)),
                ("document", models.TextField(default="")),
                ("published_at", tuotou.store.instant.InstantField()),
                ("published_by", models.CharField(default="", max_length=64)),
                ("note", models.TextField(default="")),
            ],
            options={
                "db_table": "ground_document",
                "indexes": [models.Index(fields=["kind", "name", "id"], name="ground_document_by_name")],
            },
        ),
    ]
