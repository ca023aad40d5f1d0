"""The organisation: units, people, their posts and shifts, vehicles, lines; the pieces of a consignment."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0001_begin"),
    ]

    operations = [
        migrations.CreateModel(
            name="Franchisee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("name_en", models.CharField(default="", max_length=120)),
            ],
            options={
                "db_table": "franchisee",
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("staff_number", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("mobile", models.CharField(default="", max_length=32)),
            ],
            options={
                "db_table": "person",
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("name_en", models.CharField(default="", max_length=120)),
                ("kind", models.CharField(max_length=16)),
                ("lng", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
            ],
            options={
                "db_table": "unit",
            },
        ),
        migrations.CreateModel(
            name="Piece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mother", models.CharField(max_length=120)),
                ("child", models.CharField(max_length=120)),
            ],
            options={
                "db_table": "piece",
                "indexes": [models.Index(fields=["child"], name="piece_by_child")],
                "constraints": [models.UniqueConstraint(fields=("mother", "child"), name="piece_once")],
            },
        ),
        migrations.CreateModel(
            name="ServedArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.BigIntegerField(default=0)),
                ("until", models.BigIntegerField(null=True)),
                ("area", models.CharField(max_length=120)),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="served_areas",
                        to="store.unit",
                    ),
                ),
            ],
            options={
                "db_table": "served_area",
                "abstract": False,
                "indexes": [models.Index(fields=["area"], name="served_area_by_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                        name="servedarea_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(fields=("unit", "area", "since"), name="served_area_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.BigIntegerField(default=0)),
                ("until", models.BigIntegerField(null=True)),
                ("role", models.CharField(max_length=32)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="store.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="store.unit"
                    ),
                ),
            ],
            options={
                "db_table": "post",
                "abstract": False,
                "indexes": [models.Index(fields=["role", "until"], name="post_by_role")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                        name="post_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(fields=("person", "unit", "role", "since"), name="post_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.BigIntegerField(default=0)),
                ("until", models.BigIntegerField(null=True)),
                ("code", models.CharField(max_length=64)),
                ("departs", models.IntegerField(null=True)),
                ("runs", models.IntegerField(null=True)),
                ("carrier", models.CharField(default="", max_length=120)),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines_to", to="store.unit"
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines_from", to="store.unit"
                    ),
                ),
            ],
            options={
                "db_table": "line",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                        name="line_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(fields=("code", "since"), name="line_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Franchise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.BigIntegerField(default=0)),
                ("until", models.BigIntegerField(null=True)),
                (
                    "franchisee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="franchises", to="store.franchisee"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="franchises",
                        to="store.unit",
                    ),
                ),
            ],
            options={
                "db_table": "franchise",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                        name="franchise_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(fields=("unit", "since"), name="franchise_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.BigIntegerField(default=0)),
                ("until", models.BigIntegerField(null=True)),
                ("role", models.CharField(max_length=32)),
                (
                    "deputy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputies",
                        to="store.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="store.person"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="store.unit",
                    ),
                ),
            ],
            options={
                "db_table": "duty",
                "abstract": False,
                "indexes": [models.Index(fields=["until", "since"], name="duty_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                        name="duty_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(fields=("unit", "role", "person", "since"), name="duty_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Brand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.BigIntegerField(default=0)),
                ("until", models.BigIntegerField(null=True)),
                ("brand", models.CharField(max_length=32)),
                ("site_code", models.CharField(max_length=64)),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brands",
                        to="store.unit",
                    ),
                ),
            ],
            options={
                "db_table": "brand",
                "abstract": False,
                "indexes": [models.Index(fields=["brand", "site_code"], name="brand_by_site_code")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                        name="brand_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(fields=("unit", "brand", "since"), name="brand_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Belonging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.BigIntegerField(default=0)),
                ("until", models.BigIntegerField(null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="store.unit"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="belongings",
                        to="store.unit",
                    ),
                ),
            ],
            options={
                "db_table": "belonging",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                        name="belonging_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(fields=("unit", "since"), name="belonging_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vehicle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.BigIntegerField(default=0)),
                ("until", models.BigIntegerField(null=True)),
                ("plate", models.CharField(max_length=32)),
                ("kind", models.CharField(default="", max_length=32)),
                ("carrier", models.CharField(default="", max_length=120)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="vehicles", to="store.unit"
                    ),
                ),
            ],
            options={
                "db_table": "vehicle",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                        name="vehicle_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(fields=("plate", "since"), name="vehicle_once"),
                ],
            },
        ),
    ]
