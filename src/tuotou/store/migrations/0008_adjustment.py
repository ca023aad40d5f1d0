"""What later evidence changes of published figures."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0007_standards_held"),
    ]

    operations = [
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("standard", models.CharField(max_length=80)),
                ("first_day", models.IntegerField()),
                ("who", models.CharField(default="", max_length=64)),
                ("counted", models.IntegerField()),
                ("kept", models.IntegerField()),
                ("as_of", models.BigIntegerField()),
            ],
            options={
                "db_table": "adjustment",
                "constraints": [
                    models.UniqueConstraint(fields=("standard", "who", "first_day", "as_of"), name="adjustment_once")
                ],
            },
        ),
    ]
