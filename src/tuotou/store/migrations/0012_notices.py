"""What people are told, by which channel, and how it went."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import tuotou.store.sealed


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0011_deliveries"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=32)),
                ("way", models.CharField(max_length=16)),
                ("settings", models.JSONField(default=dict)),
                ("secrets", tuotou.store.sealed.SealedField(default="")),
                ("enabled", models.BooleanField(default=True)),
                ("next_at", models.BigIntegerField(default=0)),
                ("failures", models.IntegerField(default=0)),
                ("error", models.TextField(default="")),
            ],
            options={
                "db_table": "channel",
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("person", models.CharField(default="", max_length=64)),
                ("unit", models.CharField(default="", max_length=64)),
                ("lang", models.CharField(default="zh", max_length=2)),
                ("level", models.CharField(max_length=16)),
                ("urgent", models.BooleanField(default=False)),
                ("title", models.TextField()),
                ("text", models.TextField()),
                ("template", models.CharField(max_length=24)),
                ("parameters", models.JSONField(default=dict)),
                ("listed", models.BooleanField(default=False)),
                ("created_at", models.BigIntegerField()),
                ("next_try_at", models.BigIntegerField(null=True)),
                ("attempts", models.IntegerField(default=0)),
                ("state", models.CharField(max_length=16)),
                ("receipt", models.CharField(default="", max_length=200)),
                ("error", models.TextField(default="")),
                ("sent_at", models.BigIntegerField(null=True)),
                (
                    "channel",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="store.channel",
                    ),
                ),
            ],
            options={
                "db_table": "letter",
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_try_at__isnull", False)),
                        fields=["channel", "-urgent", "next_try_at"],
                        name="letter_waiting",
                    ),
                    models.Index(fields=["state", "created_at"], name="letter_by_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=160, unique=True)),
                ("person", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=24)),
                ("level", models.CharField(max_length=16)),
                ("role", models.CharField(default="", max_length=32)),
                ("site", models.CharField(default="", max_length=64)),
                ("parameters", models.JSONField(default=dict)),
                ("urgent", models.BooleanField(default=False)),
                ("created_at", models.BigIntegerField()),
                ("due_at", models.BigIntegerField(null=True)),
                ("state", models.CharField(max_length=16)),
                ("note", models.CharField(default="", max_length=64)),
                ("read_at", models.BigIntegerField(null=True)),
                (
                    "warning",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="store.warning",
                    ),
                ),
            ],
            options={
                "db_table": "notice",
                "indexes": [
                    models.Index(condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="notice_due"),
                    models.Index(fields=["person", "-id"], name="notice_inbox"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)), fields=["person"], name="notice_unread"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(default="", max_length=64)),
                ("unit", models.CharField(default="", max_length=64)),
                ("lang", models.CharField(default="zh", max_length=2)),
                ("urgent", models.BooleanField(default=False)),
                ("ready_at", models.BigIntegerField()),
                (
                    "channel",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enclosures",
                        to="store.channel",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="enclosures",
                        to="store.letter",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enclosures",
                        to="store.notice",
                    ),
                ),
            ],
            options={
                "db_table": "enclosure",
                "indexes": [
                    models.Index(
                        condition=models.Q(("letter__isnull", True)),
                        fields=["channel", "person", "unit", "urgent", "ready_at"],
                        name="enclosure_waiting",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("notice", "channel"), name="enclosure_once")],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=64)),
                ("level", models.CharField(default="", max_length=16)),
                ("ways", models.JSONField(null=True)),
                ("lang", models.CharField(default="", max_length=2)),
                ("quiet_since", models.BigIntegerField(null=True)),
                ("quiet_until", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "preference",
                "constraints": [models.UniqueConstraint(fields=("person", "level"), name="preference_once")],
            },
        ),
        migrations.CreateModel(
            name="ChatGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.CharField(max_length=64)),
                ("lang", models.CharField(default="zh", max_length=2)),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="store.channel"
                    ),
                ),
            ],
            options={
                "db_table": "chat_group",
                "constraints": [models.UniqueConstraint(fields=("unit", "channel"), name="chat_group_once")],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=64)),
                ("address", tuotou.store.sealed.SealedField()),
                ("digest", models.CharField(db_index=True, max_length=64)),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="store.channel"
                    ),
                ),
            ],
            options={
                "db_table": "contact",
                "constraints": [models.UniqueConstraint(fields=("person", "channel"), name="contact_once")],
            },
        ),
    ]
