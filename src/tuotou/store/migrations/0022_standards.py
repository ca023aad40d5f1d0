"""Drafts of standards, and back-tests that people ask for."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0021_by_person"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="StandardDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("standard", models.CharField(max_length=80)),
                ("based_on", models.IntegerField(null=True)),
                ("document", models.TextField()),
                ("revision", models.IntegerField(default=1)),
                ("state", models.CharField(default="writing", max_length=16)),
                ("authors", models.JSONField(default=list)),
                ("note", models.TextField(default="")),
                ("made_at", models.BigIntegerField()),
                ("changed_at", models.BigIntegerField()),
                ("submitted_at", models.BigIntegerField(null=True)),
                ("decided_at", models.BigIntegerField(null=True)),
                ("decided_by", models.CharField(default="", max_length=64)),
                ("answer", models.TextField(default="")),
                (
                    "published",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="store.standardversion",
                    ),
                ),
            ],
            options={
                "db_table": "standard_draft",
            },
        ),
        migrations.CreateModel(
            name="TrialRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("standard", models.CharField(max_length=80)),
                ("document", models.TextField()),
                ("against", models.CharField(default="", max_length=100)),
                ("days", models.IntegerField()),
                ("said", models.BooleanField(default=False)),
                ("as_of", models.BigIntegerField()),
                ("asked_by", models.CharField(max_length=64)),
                ("asked_at", models.BigIntegerField()),
                ("state", models.CharField(default="waiting", max_length=16)),
                ("worker", models.CharField(default="", max_length=160)),
                ("tries", models.IntegerField(default=0)),
                ("heard_at", models.BigIntegerField(default=0)),
                ("started_at", models.BigIntegerField(null=True)),
                ("first_at", models.BigIntegerField(null=True)),
                ("finished_at", models.BigIntegerField(null=True)),
                ("done", models.BigIntegerField(default=0)),
                ("events", models.BigIntegerField(default=0)),
                ("result", models.JSONField(null=True)),
                ("why", models.TextField(default="")),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trials",
                        to="store.standarddraft",
                    ),
                ),
            ],
            options={
                "db_table": "trial_run",
            },
        ),
        migrations.AddIndex(
            model_name="standarddraft",
            index=models.Index(fields=["state", "changed_at"], name="standard_draft_by_state"),
        ),
        migrations.AddIndex(
            model_name="trialrun",
            index=models.Index(fields=["standard", "asked_at"], name="trial_run_by_standard"),
        ),
        migrations.AddIndex(
            model_name="trialrun",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "running"])), fields=["asked_at"], name="trial_run_active"
            ),
        ),
    ]
