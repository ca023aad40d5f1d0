"""Pages of promises and warnings by one site, standard or seldom status: read in their order, not gathered and sorted."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0018_uploads"),
    ]

    operations: ClassVar = [
        migrations.AddIndex("promise", models.Index(fields=["site", "known_at", "id"], name="promise_by_site_change")),
        migrations.AddIndex(
            "promise", models.Index(fields=["standard", "known_at", "id"], name="promise_by_standard_change")
        ),
        migrations.AddIndex(
            "promise",
            models.Index(
                fields=["status", "known_at", "id"],
                name="promise_seldom",
                condition=models.Q(status__in=["void", "open", "gone", "not_open", "cannot_say"]),
            ),
        ),
        migrations.AddIndex(
            "warning", models.Index(fields=["standard", "changed_at", "id"], name="warning_by_standard")
        ),
    ]
