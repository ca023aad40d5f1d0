"""Trace pushes hear of bags and trips too: what happened to them happened to the parcels in them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations


def hear_of_all(apps: Any, _: Any) -> None:
    """Those that heard of parcels alone."""
    for one in apps.get_model("store", "Subscriber").objects.filter(form="kuaidi100"):
        one.wants = {**one.wants, "subject_kinds": []}
        one.save(update_fields=["wants"])


class Migration(migrations.Migration):
    """Nothing of the tables changes."""

    dependencies: ClassVar = [("store", "0024_parcels")]
    operations: ClassVar = [migrations.RunPython(hear_of_all, migrations.RunPython.noop)]
