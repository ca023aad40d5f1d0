"""What running it needs: the lease of the one worker, how often a job failed, and the promises at risk by an index."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """After the organisation."""

    dependencies = [("store", "0002_organisation")]
    operations = [
        migrations.CreateModel(
            "Lease",
            [
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("holder", models.CharField(max_length=160)),
                ("until", models.BigIntegerField()),
            ],
            {"db_table": "lease"},
        ),
        migrations.AddField("JobRun", "failures", models.IntegerField(default=0)),
        migrations.AddIndex(
            "Promise",
            models.Index(fields=["standard"], name="promise_at_risk", condition=models.Q(status="at_risk")),
        ),
    ]
