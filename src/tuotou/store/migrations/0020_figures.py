"""Figures that are counted live and published, targets, and where every subject is."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0019_doors"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64)),
                ("at", models.BigIntegerField()),
                ("counted_until", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "edition",
            },
        ),
        migrations.CreateModel(
            name="Counted",
            fields=[
                (
                    "subject",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="store.subject",
                    ),
                ),
                ("as_of", models.BigIntegerField()),
                ("again_at", models.BigIntegerField(null=True)),
                ("entries", models.BinaryField(default=b"")),
            ],
            options={
                "db_table": "counted",
                "indexes": [
                    models.Index(
                        condition=models.Q(("again_at__isnull", False)), fields=["again_at"], name="counted_again"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FigureLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.CharField(max_length=80)),
                ("by", models.CharField(default="", max_length=40)),
                ("site", models.CharField(default="", max_length=64)),
                ("value", models.CharField(default="", max_length=120)),
            ],
            options={
                "db_table": "figure_line",
                "constraints": [
                    models.UniqueConstraint(fields=("indicator", "by", "site", "value"), name="figure_line_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.CharField(max_length=80)),
                ("version", models.IntegerField()),
                ("period", models.CharField(max_length=8)),
                ("first_day", models.IntegerField()),
                ("last_day", models.IntegerField()),
                ("as_of", models.BigIntegerField()),
            ],
            options={
                "db_table": "publication",
                "constraints": [
                    models.UniqueConstraint(fields=("indicator", "period", "first_day"), name="publication_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Stirred",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("known_at", models.BigIntegerField()),
                (
                    "subject",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="store.subject",
                    ),
                ),
            ],
            options={
                "db_table": "stirred",
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.CharField(max_length=80)),
                ("unit", models.CharField(default="", max_length=64)),
                ("since", models.IntegerField()),
                ("target", models.FloatField(null=True)),
                ("baseline", models.FloatField(null=True)),
                ("set_at", models.BigIntegerField()),
                ("set_by", models.CharField(max_length=64)),
                ("note", models.TextField(default="")),
            ],
            options={
                "db_table": "target",
                "constraints": [models.UniqueConstraint(fields=("indicator", "unit", "since"), name="target_once")],
            },
        ),
        migrations.CreateModel(
            name="Whereabouts",
            fields=[
                (
                    "subject",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="store.subject",
                    ),
                ),
                ("kind", models.CharField(max_length=32)),
                ("stage", models.CharField(max_length=16)),
                ("site", models.CharField(max_length=64, null=True)),
                ("person", models.CharField(max_length=64, null=True)),
                ("to_site", models.CharField(max_length=64, null=True)),
                ("wave", models.CharField(max_length=64, null=True)),
                ("since", models.BigIntegerField()),
                ("expected_at", models.BigIntegerField(null=True)),
                ("arrived_at", models.BigIntegerField(null=True)),
                ("out_at", models.BigIntegerField(null=True)),
                ("seen_at", models.BigIntegerField()),
                ("missed", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "whereabouts",
                "indexes": [
                    models.Index(fields=["site", "kind", "stage", "since"], name="whereabouts_by_site"),
                    models.Index(
                        condition=models.Q(("to_site__isnull", False)),
                        fields=["to_site", "kind", "since"],
                        name="whereabouts_coming",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.IntegerField()),
                ("count", models.BigIntegerField(default=0)),
                ("per", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("cannot_say", models.IntegerField(default=0)),
                ("doubt", models.IntegerField(default=0)),
                ("heard", models.IntegerField(default=0)),
                ("steps", models.BinaryField(null=True)),
                ("counted", models.BinaryField(null=True)),
                ("others", models.BinaryField(null=True)),
                (
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="store.figureline",
                    ),
                ),
            ],
            options={
                "db_table": "figure",
                "constraints": [models.UniqueConstraint(fields=("line", "day"), name="figure_once")],
            },
        ),
        migrations.CreateModel(
            name="FigureAdjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.BigIntegerField()),
                ("count", models.BigIntegerField(default=0)),
                ("per", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("cannot_say", models.IntegerField(default=0)),
                ("doubt", models.IntegerField(default=0)),
                ("heard", models.IntegerField(default=0)),
                ("steps", models.BinaryField(null=True)),
                ("subjects", models.IntegerField(default=0)),
                ("why", models.JSONField(default=dict)),
                (
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.figureline",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="store.publication",
                    ),
                ),
            ],
            options={
                "db_table": "figure_adjustment",
                "indexes": [models.Index(fields=["publication", "line"], name="figure_adjustment_of")],
            },
        ),
        migrations.CreateModel(
            name="PublishedFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("count", models.BigIntegerField(default=0)),
                ("per", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("cannot_say", models.IntegerField(default=0)),
                ("doubt", models.IntegerField(default=0)),
                ("heard", models.IntegerField(default=0)),
                ("steps", models.BinaryField(null=True)),
                (
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.figureline",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="store.publication",
                    ),
                ),
            ],
            options={
                "db_table": "published_figure",
                "constraints": [models.UniqueConstraint(fields=("publication", "line"), name="published_figure_once")],
            },
        ),
    ]
