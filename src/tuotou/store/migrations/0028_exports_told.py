"""What a list was narrowed by, as people say it."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One field."""

    dependencies: ClassVar = [("store", "0027_ground_documents")]
    operations: ClassVar = [migrations.AddField("export", "narrowed", models.JSONField(default=list))]
