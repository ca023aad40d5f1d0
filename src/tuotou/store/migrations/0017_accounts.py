"""Who signs in: accounts, their browsers, and each attempt."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import tuotou.store.sealed


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0016_callbacks"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=200)),
                ("password_at", models.BigIntegerField(null=True)),
                ("former", models.JSONField(default=list)),
                ("failures", models.IntegerField(default=0)),
                ("locked_until", models.BigIntegerField(null=True)),
                ("totp", tuotou.store.sealed.SealedField(default="")),
                ("totp_at", models.BigIntegerField(null=True)),
                ("totp_step", models.BigIntegerField(default=0)),
                ("recovery", models.JSONField(default=list)),
                ("language", models.CharField(default="", max_length=8)),
                ("theme", models.CharField(default="", max_length=8)),
                ("made_at", models.BigIntegerField()),
                ("disabled_at", models.BigIntegerField(null=True)),
                ("signed_in_at", models.BigIntegerField(null=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="account", to="store.person"
                    ),
                ),
            ],
            options={
                "db_table": "account",
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="store.account",
                    ),
                ),
            ],
            options={
                "db_table": "session",
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.BigIntegerField()),
                ("staff_number", models.CharField(max_length=64)),
                ("outcome", models.CharField(max_length=16)),
                ("address", models.CharField(default="", max_length=64)),
                ("agent", models.CharField(default="", max_length=200)),
            ],
            options={
                "db_table": "sign_in",
                "indexes": [
                    models.Index(fields=["at"], name="sign_in_by_time"),
                    models.Index(fields=["staff_number", "at"], name="sign_in_by_person"),
                ],
            },
        ),
    ]
