"""The days that were copied to the archive."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """A table of days."""

    dependencies = [("store", "0004_warnings")]

    operations = [
        migrations.CreateModel(
            name="ArchivedDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("events", models.BigIntegerField()),
                ("archived_at", models.BigIntegerField()),
            ],
            options={"db_table": "archived_day"},
        ),
    ]
