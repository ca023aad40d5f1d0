"""The tables of the live watch."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from tuotou.store.log_days import make_log


def _make_log(apps: Any, schema_editor: Any) -> None:
    make_log(apps.get_model("store", "RecordedEvent"), schema_editor)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("started_at", models.BigIntegerField(null=True)),
                ("finished_at", models.BigIntegerField(null=True)),
                ("next_at", models.BigIntegerField(default=0)),
                ("result", models.TextField(default="")),
                ("failed", models.BooleanField(default=False)),
                ("worker", models.CharField(default="", max_length=120)),
            ],
            options={
                "db_table": "job_run",
            },
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="RecordedEvent",
                    fields=[
                        ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                        ("recorded_at", models.BigIntegerField()),
                        ("at", models.BigIntegerField()),
                        ("subject_kind", models.CharField(max_length=32)),
                        ("subject", models.CharField(max_length=120)),
                        ("id", models.CharField(max_length=200)),
                        ("kind", models.CharField(max_length=64)),
                        ("site", models.CharField(max_length=64, null=True)),
                        ("person", models.CharField(max_length=64, null=True)),
                        ("source", models.CharField(max_length=64, null=True)),
                        ("body", models.TextField(null=True)),
                    ],
                    options={
                        "db_table": "recorded_event",
                    },
                ),
            ],
        ),
        migrations.RunPython(_make_log, migrations.RunPython.noop),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.BigIntegerField()),
                ("who", models.CharField(max_length=64)),
                ("act", models.CharField(max_length=64)),
                ("what", models.CharField(max_length=330)),
                ("details", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "audit_entry",
                "indexes": [
                    models.Index(fields=["at"], name="audit_by_time"),
                    models.Index(fields=["what", "at"], name="audit_by_object"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Continuation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=32)),
                ("number", models.CharField(max_length=120)),
                ("goes_on_as", models.CharField(max_length=120)),
            ],
            options={
                "db_table": "continuation",
                "indexes": [models.Index(fields=["kind", "goes_on_as"], name="continuation_back")],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "number", "goes_on_as"), name="continuation_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DataFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("finding", models.CharField(max_length=64)),
                ("subject_kind", models.CharField(max_length=32)),
                ("subject", models.CharField(max_length=120)),
                ("event", models.CharField(max_length=330)),
                ("standard", models.CharField(default="", max_length=80)),
                ("known_at", models.BigIntegerField()),
            ],
            options={
                "db_table": "data_finding",
                "indexes": [models.Index(fields=["finding", "known_at"], name="data_finding_by_time")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_kind", "subject", "event", "finding", "standard"), name="data_finding_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StandardVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("standard", models.CharField(max_length=80)),
                ("version", models.IntegerField()),
                ("document", models.TextField()),
                ("shipped", models.BooleanField(default=False)),
                ("published_at", models.BigIntegerField()),
                ("published_by", models.CharField(default="", max_length=64)),
            ],
            options={
                "db_table": "standard_version",
                "constraints": [models.UniqueConstraint(fields=("standard", "version"), name="standard_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=32)),
                ("number", models.CharField(max_length=120)),
                ("trail", models.BinaryField(default=b"")),
                ("events", models.IntegerField(default=0)),
                ("recorded_at", models.BigIntegerField(default=0)),
                ("known_until", models.BigIntegerField(default=0)),
                ("next_due_at", models.BigIntegerField(null=True)),
                ("site", models.CharField(max_length=64, null=True)),
                ("ended_at", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "subject",
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_due_at__isnull", False)), fields=["next_due_at"], name="subject_due"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("kind", "number"), name="subject_by_number")],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("standard", models.CharField(max_length=80)),
                ("version", models.IntegerField()),
                ("trial", models.BooleanField()),
                ("life", models.IntegerField()),
                ("per", models.JSONField()),
                ("opening", models.CharField(max_length=330)),
                ("opens_at", models.BigIntegerField()),
                ("due_at", models.BigIntegerField()),
                ("kept_at", models.BigIntegerField(null=True)),
                ("void_at", models.BigIntegerField(null=True)),
                ("void_reason", models.CharField(max_length=64, null=True)),
                ("kept_by", models.CharField(max_length=330, null=True)),
                ("status", models.CharField(max_length=16)),
                ("level", models.IntegerField(default=0)),
                ("doubt", models.BooleanField(default=False)),
                ("estimated", models.BooleanField(default=False)),
                ("site", models.CharField(max_length=64, null=True)),
                ("person", models.CharField(max_length=64, null=True)),
                ("known_at", models.BigIntegerField()),
                (
                    "subject",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promises",
                        to="store.subject",
                    ),
                ),
            ],
            options={
                "db_table": "promise",
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entered_at", models.BigIntegerField()),
                (
                    "container",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="store.subject",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="containers",
                        to="store.subject",
                    ),
                ),
            ],
            options={
                "db_table": "membership",
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("known_at", models.BigIntegerField()),
                ("happened_at", models.BigIntegerField()),
                ("after", models.BigIntegerField(default=0)),
                (
                    "container",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="store.subject",
                    ),
                ),
            ],
            options={
                "db_table": "mark",
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("known_at", models.BigIntegerField()),
                ("written_at", models.BigIntegerField()),
                ("status", models.CharField(max_length=16)),
                ("level", models.IntegerField(default=0)),
                ("version", models.IntegerField()),
                ("site", models.CharField(max_length=64, null=True)),
                ("person", models.CharField(max_length=64, null=True)),
                ("tell_at", models.BigIntegerField(null=True)),
                (
                    "promise",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to="store.promise",
                    ),
                ),
            ],
            options={
                "db_table": "verdict",
            },
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(fields=["standard", "site", "due_at"], name="promise_by_standard"),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(fields=["site", "status", "due_at"], name="promise_by_site"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(fields=("container", "subject", "entered_at"), name="membership_once"),
        ),
        migrations.AddIndex(
            model_name="mark",
            index=models.Index(fields=["known_at"], name="mark_by_time"),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["promise", "known_at"], name="verdict_by_promise"),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(
                condition=models.Q(("tell_at__isnull", False)), fields=["tell_at"], name="verdict_untold"
            ),
        ),
    ]
