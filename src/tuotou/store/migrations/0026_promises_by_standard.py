"""How a standard is kept at each site is counted in its index alone: the index says how promises stand, too."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index gets a column."""

    dependencies: ClassVar = [("store", "0025_traces_of_riders")]
    operations: ClassVar = [
        migrations.RemoveIndex(model_name="promise", name="promise_by_standard"),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(fields=["standard", "site", "due_at", "status"], name="promise_by_standard"),
        ),
    ]
