"""Mobile numbers lie encrypted."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

import tuotou.store.sealed
from tuotou.store.sealed import seal


def seal_all(apps: Any, editor: Any) -> None:
    """What was plain till now. Raises `sealed.NotOurs` where there is no secret key."""
    person = apps.get_model("store", "Person")._meta.db_table
    with editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT id, mobile FROM {person} WHERE mobile <> ''")
        sealed = [(seal(mobile), id) for id, mobile in cursor.fetchall()]
        if sealed:
            cursor.executemany(f"UPDATE {person} SET mobile = %s WHERE id = %s", sealed)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("store", "0014_gate"),
    ]

    operations: ClassVar = [
        migrations.AlterField("person", "mobile", tuotou.store.sealed.SealedField(default="")),
        migrations.RunPython(seal_all, migrations.RunPython.noop),
    ]
