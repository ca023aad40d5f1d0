"""What roles are given beside their own, exports, and where sessions come from."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0022_standards"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="RolePolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=32, unique=True)),
                ("second_factor", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "role_policy",
            },
        ),
        migrations.AddField(
            model_name="session",
            name="address",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AddField(
            model_name="session",
            name="agent",
            field=models.CharField(default="", max_length=200),
        ),
        migrations.AddField(
            model_name="session",
            name="begun_at",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="session",
            name="seen_at",
            field=models.BigIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_by", models.CharField(max_length=64)),
                ("unit", models.CharField(max_length=64)),
                ("asked_at", models.BigIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=64)),
                ("path", models.CharField(max_length=500)),
                ("query", models.CharField(max_length=2000)),
                ("language", models.CharField(max_length=2)),
                ("reason", models.CharField(default="", max_length=500)),
                ("state", models.CharField(max_length=8)),
                ("decided_by", models.CharField(default="", max_length=64)),
                ("decided_at", models.BigIntegerField(null=True)),
                ("note", models.CharField(default="", max_length=500)),
                ("rows", models.BigIntegerField(null=True)),
                ("size", models.BigIntegerField(null=True)),
                ("file", models.CharField(default="", max_length=64)),
                ("made_at", models.BigIntegerField(null=True)),
                ("tries", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "export",
                "indexes": [
                    models.Index(fields=["asked_by", "asked_at"], name="export_by_asker"),
                    models.Index(fields=["state", "asked_at"], name="export_by_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=32)),
                ("permission", models.CharField(max_length=64)),
                ("given", models.BooleanField()),
                ("by", models.CharField(max_length=64)),
                ("at", models.BigIntegerField()),
            ],
            options={
                "db_table": "role_grant",
                "constraints": [models.UniqueConstraint(fields=("role", "permission"), name="role_grant_once")],
            },
        ),
    ]
