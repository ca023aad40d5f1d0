"""What counts across subjects: notes to count anew and members, closed periods, days of the roster."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0005_archived_day"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosedPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("standard", models.CharField(max_length=80)),
                ("version", models.IntegerField()),
                ("first_day", models.IntegerField()),
                ("who", models.CharField(default="", max_length=64)),
                ("counted", models.IntegerField()),
                ("kept", models.IntegerField()),
                ("verdict", models.CharField(default="", max_length=16)),
                ("as_of", models.BigIntegerField()),
            ],
            options={
                "db_table": "closed_period",
                "constraints": [
                    models.UniqueConstraint(fields=("standard", "who", "first_day"), name="closed_period_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Recount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("known_at", models.BigIntegerField()),
                (
                    "subject",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recounts",
                        to="store.subject",
                    ),
                ),
            ],
            options={
                "db_table": "recount",
            },
        ),
        migrations.CreateModel(
            name="RosterDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("calendar", models.CharField(max_length=64)),
                ("day", models.IntegerField()),
                ("events", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=32)),
                ("said_at", models.BigIntegerField()),
            ],
            options={
                "db_table": "roster_day",
                "constraints": [models.UniqueConstraint(fields=("calendar", "day"), name="roster_day_once")],
            },
        ),
        migrations.CreateModel(
            name="CrowdMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("standard", models.CharField(max_length=80)),
                ("version", models.IntegerField()),
                ("value", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("life", models.IntegerField()),
                ("opening", models.CharField(max_length=330)),
                ("per", models.TextField()),
                ("void_reason", models.CharField(max_length=64, null=True)),
                ("site", models.CharField(max_length=64, null=True)),
                ("person", models.CharField(max_length=64, null=True)),
                ("doubt", models.BooleanField()),
                (
                    "subject",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="crowds",
                        to="store.subject",
                    ),
                ),
            ],
            options={
                "db_table": "crowd_member",
                "indexes": [models.Index(fields=["value", "at"], name="crowd_member_by_value")],
            },
        ),
    ]
