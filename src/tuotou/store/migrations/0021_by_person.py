"""What is asked of one person, and what is due next at one site, is found by an index."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0020_figures"),
    ]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("person__isnull", False)), fields=["person", "due_at"], name="promise_by_person"
            ),
        ),
        migrations.AddIndex(
            model_name="warning",
            index=models.Index(
                condition=models.Q(("owner", ""), _negated=True), fields=["owner"], name="warning_by_owner"
            ),
        ),
        migrations.AddIndex(
            model_name="warningstep",
            index=models.Index(
                condition=models.Q(("cause_code", ""), _negated=True), fields=["who", "at"], name="warning_step_codes"
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["who", "at"], name="audit_by_person"),
        ),
        migrations.AddIndex(
            model_name="subject",
            index=models.Index(
                condition=models.Q(("next_due_at__isnull", False)),
                fields=["site", "next_due_at"],
                name="subject_due_at_site",
            ),
        ),
        migrations.RunSQL(
            "CREATE INDEX recorded_event_by_person ON recorded_event (person, at) WHERE person IS NOT NULL",
            "DROP INDEX recorded_event_by_person",
        ),
    ]
