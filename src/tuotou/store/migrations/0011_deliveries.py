"""What is delivered to others, and how it went."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import tuotou.store.sealed

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def owner(name: str, to: str, related: str) -> tuple[str, models.ForeignKey]:  # type: ignore[type-arg]
    """What goes with its owner."""
    gone = django.db.models.deletion.CASCADE
    return (name, models.ForeignKey(db_index=False, on_delete=gone, related_name=related, to=to))


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0010_tokens"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Subscriber",
            fields=[
                ID,
                ("name", models.CharField(max_length=80, unique=True)),
                ("form", models.CharField(max_length=16)),
                ("url", models.CharField(max_length=2000)),
                ("secret", tuotou.store.sealed.SealedField()),
                ("old_secret", tuotou.store.sealed.SealedField(default="")),
                ("old_until", models.BigIntegerField(null=True)),
                ("wants", models.JSONField(default=dict)),
                ("owner", models.CharField(max_length=64)),
                ("unit", models.CharField(default="", max_length=64)),
                ("state", models.CharField(default="active", max_length=16)),
                ("reason", models.CharField(default="", max_length=200)),
                ("created_at", models.BigIntegerField()),
                ("failures", models.IntegerField(default=0)),
                ("failing_since", models.BigIntegerField(null=True)),
                ("rest_until", models.BigIntegerField(null=True)),
                ("delay_limit", models.IntegerField(default=600)),
                ("refused_limit", models.FloatField(default=0.05)),
                ("unwell_since", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "subscriber",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(state__in=("active", "disabled")), name="subscriber_state_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ID,
                ("uuid", models.UUIDField(unique=True)),
                owner("subscriber", "store.subscriber", "deliveries"),
                ("topic", models.CharField(max_length=32)),
                ("key", models.CharField(max_length=120)),
                ("body", models.TextField()),
                ("count", models.IntegerField(default=1)),
                ("fact", models.CharField(default="", max_length=200)),
                ("since", models.BigIntegerField()),
                ("created_at", models.BigIntegerField()),
                ("next_try_at", models.BigIntegerField(null=True)),
                ("attempts", models.IntegerField(default=0)),
                ("state", models.CharField(default="waiting", max_length=16)),
                ("ended_at", models.BigIntegerField(null=True)),
                ("noted", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "delivery",
                "indexes": [
                    models.Index(
                        condition=models.Q(next_try_at__isnull=False),
                        fields=["subscriber", "next_try_at"],
                        name="delivery_due",
                    ),
                    models.Index(
                        condition=models.Q(state="waiting"), fields=["subscriber", "key", "id"], name="delivery_lane"
                    ),
                    models.Index(fields=["subscriber", "id"], name="delivery_by_number"),
                    models.Index(fields=["ended_at"], name="delivery_by_end"),
                    models.Index(condition=models.Q(noted=False), fields=["id"], name="delivery_to_note"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryAttempt",
            fields=[
                ID,
                owner("delivery", "store.delivery", "tries"),
                ("at", models.BigIntegerField()),
                ("status", models.IntegerField(null=True)),
                ("ms", models.IntegerField()),
                ("outcome", models.CharField(max_length=16)),
                ("error", models.CharField(default="", max_length=300)),
                ("answer", models.CharField(default="", max_length=500)),
            ],
            options={
                "db_table": "delivery_attempt",
                "indexes": [
                    models.Index(fields=["delivery", "at"], name="attempt_by_delivery"),
                    models.Index(fields=["at"], name="attempt_by_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ID,
                owner("subscriber", "store.subscriber", "positions"),
                ("stream", models.CharField(max_length=16)),
                ("at", models.BigIntegerField(default=0)),
                ("row", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "position",
                "constraints": [models.UniqueConstraint(fields=("subscriber", "stream"), name="position_once")],
            },
        ),
        migrations.CreateModel(
            name="Followed",
            fields=[
                ID,
                owner("subscriber", "store.subscriber", "followed"),
                ("number", models.CharField(max_length=120)),
                ("since", models.BigIntegerField()),
            ],
            options={
                "db_table": "followed",
                "constraints": [models.UniqueConstraint(fields=("subscriber", "number"), name="followed_once")],
            },
        ),
    ]
