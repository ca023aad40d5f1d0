"""Warnings: their promises and steps, the causes that stand; exemptions, and what they touch."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT


def key() -> tuple[str, models.Field[Any, Any]]:
    """The number of a row."""
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def loose(related_name: str, **more: Any) -> models.Field[Any, Any]:
    """A subject, not checked by the database: that would wait for whoever records."""
    return models.ForeignKey(
        db_constraint=False, on_delete=CASCADE, related_name=related_name, to="store.subject", **more
    )


class Migration(migrations.Migration):
    dependencies = [("store", "0003_running")]

    operations = [
        migrations.CreateModel(
            name="Exemption",
            fields=[
                key(),
                ("kind", models.CharField(max_length=64)),
                ("sites", models.JSONField()),
                ("period_from", models.BigIntegerField()),
                ("period_to", models.BigIntegerField()),
                ("standards", models.JSONField(default=list)),
                ("parcels", models.JSONField(default=list)),
                ("reason", models.TextField()),
                ("evidence", models.CharField(default="", max_length=330)),
                ("filed_by", models.CharField(max_length=64)),
                ("filed_at", models.BigIntegerField()),
                ("state", models.CharField(default="filed", max_length=16)),
                ("flags", models.JSONField(default=list)),
                ("decided_by", models.CharField(default="", max_length=64)),
                ("decided_at", models.BigIntegerField(null=True)),
                ("said", models.CharField(default="", max_length=16)),
                ("work_at", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "exemption",
                "indexes": [
                    models.Index(fields=["state", "filed_at"], name="exemption_by_state"),
                    models.Index(
                        condition=models.Q(("work_at__isnull", False)), fields=["work_at"], name="exemption_work"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExemptionSite",
            fields=[
                key(),
                ("site", models.CharField(max_length=64)),
                ("filed_at", models.BigIntegerField()),
                ("exemption", models.ForeignKey(on_delete=CASCADE, related_name="at_sites", to="store.exemption")),
            ],
            options={
                "db_table": "exemption_site",
                "indexes": [models.Index(fields=["site", "filed_at"], name="exemption_site_by_time")],
            },
        ),
        migrations.CreateModel(
            name="ExemptionStep",
            fields=[
                key(),
                ("at", models.BigIntegerField()),
                ("who", models.CharField(max_length=64)),
                ("act", models.CharField(max_length=16)),
                ("note", models.TextField(default="")),
                ("details", models.JSONField(default=dict)),
                (
                    "exemption",
                    models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="steps", to="store.exemption"),
                ),
            ],
            options={
                "db_table": "exemption_step",
                "indexes": [models.Index(fields=["exemption", "at"], name="exemption_step_by_time")],
            },
        ),
        migrations.CreateModel(
            name="Exempted",
            fields=[
                key(),
                ("subject", loose("exempted")),
                (
                    "exemption",
                    models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="exempted", to="store.exemption"),
                ),
            ],
            options={
                "db_table": "exempted",
                "constraints": [models.UniqueConstraint(fields=("exemption", "subject"), name="exempted_once")],
            },
        ),
        migrations.CreateModel(
            name="Warning",
            fields=[
                key(),
                ("standard", models.CharField(default="", max_length=80)),
                ("site", models.CharField(default="", max_length=64)),
                ("cause", models.CharField(default="", max_length=200)),
                ("severity", models.CharField(max_length=16)),
                ("state", models.CharField(max_length=16)),
                ("step", models.IntegerField(default=0)),
                ("open", models.IntegerField(default=0)),
                ("items", models.IntegerField(default=0)),
                ("due_at", models.BigIntegerField(null=True)),
                ("opened_at", models.BigIntegerField()),
                ("changed_at", models.BigIntegerField()),
                ("resolved_at", models.BigIntegerField(null=True)),
                ("role", models.CharField(default="", max_length=32)),
                ("told_at", models.BigIntegerField(null=True)),
                ("told_step", models.IntegerField(default=0)),
                ("told_open", models.IntegerField(default=0)),
                ("rung", models.IntegerField(default=0)),
                ("look_at", models.BigIntegerField(null=True)),
                ("owner", models.CharField(default="", max_length=64)),
                ("quiet_step", models.IntegerField(default=0)),
                ("cause_code", models.CharField(default="", max_length=32)),
                ("action_code", models.CharField(default="", max_length=32)),
                (
                    "under",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="consequences", to="store.warning"),
                ),
            ],
            options={
                "db_table": "warning",
                "indexes": [
                    models.Index(
                        condition=models.Q(("look_at__isnull", False)), fields=["look_at"], name="warning_due"
                    ),
                    models.Index(fields=["site", "changed_at"], name="warning_by_site"),
                    models.Index(fields=["state", "changed_at"], name="warning_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("resolved_at__isnull", True)),
                        fields=("standard", "site", "cause"),
                        name="warning_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Cause",
            fields=[
                key(),
                ("key", models.CharField(max_length=200)),
                ("rule", models.CharField(max_length=80)),
                ("site", models.CharField(default="", max_length=64)),
                ("began_at", models.BigIntegerField()),
                ("ended_at", models.BigIntegerField(null=True)),
                ("holds_until", models.BigIntegerField()),
                ("released_at", models.BigIntegerField(null=True)),
                ("adopted", models.BooleanField(default=False)),
                ("subject", loose("causes", null=True)),
                ("warning", models.OneToOneField(on_delete=PROTECT, related_name="stands_for", to="store.warning")),
            ],
            options={
                "db_table": "cause",
                "indexes": [
                    models.Index(
                        condition=models.Q(("released_at__isnull", True)), fields=["holds_until"], name="cause_standing"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released_at__isnull", True)), fields=("key",), name="cause_stands_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WarningItem",
            fields=[
                key(),
                ("status", models.CharField(max_length=16)),
                ("step", models.IntegerField()),
                ("said", models.IntegerField(default=0)),
                ("open", models.BooleanField()),
                ("due_at", models.BigIntegerField()),
                ("first", models.CharField(max_length=16)),
                ("added_at", models.BigIntegerField()),
                ("closed_at", models.BigIntegerField(null=True)),
                ("promise", models.OneToOneField(on_delete=CASCADE, related_name="item", to="store.promise")),
                ("subject", loose("items")),
                (
                    "warning",
                    models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="promises", to="store.warning"),
                ),
            ],
            options={
                "db_table": "warning_item",
                "indexes": [models.Index(fields=["warning", "open", "due_at"], name="warning_item_by_due")],
            },
        ),
        migrations.CreateModel(
            name="WarningStep",
            fields=[
                key(),
                ("at", models.BigIntegerField()),
                ("who", models.CharField(default="system", max_length=64)),
                ("act", models.CharField(max_length=16)),
                ("step", models.IntegerField(default=0)),
                ("count", models.IntegerField(default=0)),
                ("role", models.CharField(default="", max_length=32)),
                ("people", models.JSONField(default=list)),
                ("status", models.CharField(default="", max_length=16)),
                ("cause_code", models.CharField(default="", max_length=32)),
                ("action_code", models.CharField(default="", max_length=32)),
                ("until", models.BigIntegerField(null=True)),
                ("note", models.TextField(default="")),
                ("send_at", models.BigIntegerField(null=True)),
                (
                    "warning",
                    models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="steps", to="store.warning"),
                ),
            ],
            options={
                "db_table": "warning_step",
                "indexes": [
                    models.Index(fields=["warning", "at"], name="warning_step_by_time"),
                    models.Index(
                        condition=models.Q(("send_at__isnull", False)), fields=["send_at"], name="warning_step_unsent"
                    ),
                ],
            },
        ),
    ]
