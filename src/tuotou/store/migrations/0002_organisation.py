"""The organisation: units, people, their posts and shifts, vehicles, lines; the pieces of a consignment."""

from __future__ import annotations

from typing import Any, TypeAlias

from django.db import migrations, models
from django.db.models.deletion import PROTECT

Fields: TypeAlias = "list[tuple[str, models.Field[Any, Any]]]"
KEY: Fields = [("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))]
DATES: Fields = [("since", models.BigIntegerField(default=0)), ("until", models.BigIntegerField(null=True))]


def link(to: str, related_name: str, **more: Any) -> models.Field[Any, Any]:
    """A reference to a row that may not go while it is referred to."""
    return models.ForeignKey(on_delete=PROTECT, related_name=related_name, to=f"store.{to}", **more)


def ends_after_it_begins(table: str) -> models.CheckConstraint:
    """What is dated ends, if ever, after it began."""
    ends = models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR")
    return models.CheckConstraint(condition=ends, name=f"{table}_ends_after_it_begins")


class Migration(migrations.Migration):
    dependencies = [("store", "0001_begin")]

    operations = [
        migrations.CreateModel(
            name="Franchisee",
            fields=[
                *KEY,
                ("code", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("name_en", models.CharField(default="", max_length=120)),
            ],
            options={"db_table": "franchisee"},
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                *KEY,
                ("staff_number", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("mobile", models.CharField(default="", max_length=32)),
            ],
            options={"db_table": "person"},
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                *KEY,
                ("code", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("name_en", models.CharField(default="", max_length=120)),
                ("kind", models.CharField(max_length=16)),
                ("lng", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
            ],
            options={"db_table": "unit"},
        ),
        migrations.CreateModel(
            name="Piece",
            fields=[
                *KEY,
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
                *KEY,
                *DATES,
                ("area", models.CharField(max_length=120)),
                ("unit", link("unit", "served_areas", db_index=False)),
            ],
            options={
                "db_table": "served_area",
                "abstract": False,
                "indexes": [models.Index(fields=["area"], name="served_area_by_area")],
                "constraints": [
                    ends_after_it_begins("servedarea"),
                    models.UniqueConstraint(fields=("unit", "area", "since"), name="served_area_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                *KEY,
                *DATES,
                ("role", models.CharField(max_length=32)),
                ("person", link("person", "posts", db_index=False)),
                ("unit", link("unit", "posts")),
            ],
            options={
                "db_table": "post",
                "abstract": False,
                "indexes": [models.Index(fields=["role", "until"], name="post_by_role")],
                "constraints": [
                    ends_after_it_begins("post"),
                    models.UniqueConstraint(fields=("person", "unit", "role", "since"), name="post_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                *KEY,
                *DATES,
                ("code", models.CharField(max_length=64)),
                ("departs", models.IntegerField(null=True)),
                ("runs", models.IntegerField(null=True)),
                ("carrier", models.CharField(default="", max_length=120)),
                ("destination", link("unit", "lines_to")),
                ("origin", link("unit", "lines_from")),
            ],
            options={
                "db_table": "line",
                "abstract": False,
                "constraints": [
                    ends_after_it_begins("line"),
                    models.UniqueConstraint(fields=("code", "since"), name="line_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Franchise",
            fields=[
                *KEY,
                *DATES,
                ("franchisee", link("franchisee", "franchises")),
                ("unit", link("unit", "franchises", db_index=False)),
            ],
            options={
                "db_table": "franchise",
                "abstract": False,
                "constraints": [
                    ends_after_it_begins("franchise"),
                    models.UniqueConstraint(fields=("unit", "since"), name="franchise_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                *KEY,
                *DATES,
                ("role", models.CharField(max_length=32)),
                ("deputy", link("person", "deputies", null=True)),
                ("person", link("person", "duties")),
                ("unit", link("unit", "duties", db_index=False)),
            ],
            options={
                "db_table": "duty",
                "abstract": False,
                "indexes": [models.Index(fields=["until", "since"], name="duty_by_time")],
                "constraints": [
                    ends_after_it_begins("duty"),
                    models.UniqueConstraint(fields=("unit", "role", "person", "since"), name="duty_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Brand",
            fields=[
                *KEY,
                *DATES,
                ("brand", models.CharField(max_length=32)),
                ("site_code", models.CharField(max_length=64)),
                ("unit", link("unit", "brands", db_index=False)),
            ],
            options={
                "db_table": "brand",
                "abstract": False,
                "indexes": [models.Index(fields=["brand", "site_code"], name="brand_by_site_code")],
                "constraints": [
                    ends_after_it_begins("brand"),
                    models.UniqueConstraint(fields=("unit", "brand", "site_code", "since"), name="brand_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Belonging",
            fields=[
                *KEY,
                *DATES,
                ("parent", link("unit", "holdings")),
                ("unit", link("unit", "belongings", db_index=False)),
            ],
            options={
                "db_table": "belonging",
                "abstract": False,
                "constraints": [
                    ends_after_it_begins("belonging"),
                    models.UniqueConstraint(fields=("unit", "since"), name="belonging_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vehicle",
            fields=[
                *KEY,
                *DATES,
                ("plate", models.CharField(max_length=32)),
                ("kind", models.CharField(default="", max_length=32)),
                ("carrier", models.CharField(default="", max_length=120)),
                ("unit", link("unit", "vehicles")),
            ],
            options={
                "db_table": "vehicle",
                "abstract": False,
                "constraints": [
                    ends_after_it_begins("vehicle"),
                    models.UniqueConstraint(fields=("plate", "since"), name="vehicle_once"),
                ],
            },
        ),
    ]
