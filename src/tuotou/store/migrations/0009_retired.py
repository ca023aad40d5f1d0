"""Numbers whose trails left the live tables, and who rode in what."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0008_adjustment"),
    ]

    operations = [
        migrations.CreateModel(
            name="Retired",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("first_day", models.IntegerField()),
                ("last_day", models.IntegerField()),
                ("ended_at", models.BigIntegerField(null=True)),
                ("known_until", models.BigIntegerField()),
            ],
            options={"db_table": "retired"},
        ),
        migrations.CreateModel(
            name="RetiredRider",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("riders", models.TextField()),
                ("entered_until", models.BigIntegerField()),
                (
                    "container",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="store.subject",
                    ),
                ),
            ],
            options={
                "db_table": "retired_rider",
                "indexes": [models.Index(fields=["entered_until"], name="retired_rider_by_time")],
            },
        ),
    ]
