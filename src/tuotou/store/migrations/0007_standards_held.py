"""Standards held in the database: since when a version counts, why it was published, what was only set aside."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0006_counted"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="standardversion", name="standard_version_once"),
        migrations.AddField("standardversion", "set_aside", models.BooleanField(default=False)),
        migrations.AddField("standardversion", "effective_at", models.BigIntegerField(default=0)),
        migrations.AddField("standardversion", "note", models.TextField(default="")),
        migrations.AddConstraint(
            model_name="standardversion",
            constraint=models.UniqueConstraint(
                fields=("standard", "version"),
                condition=models.Q(set_aside=False),
                name="standard_version_judging",
            ),
        ),
    ]
