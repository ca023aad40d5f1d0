"""A file that was looked through is recorded, in the background: killed and begun again, it records the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuotou.feeds import read_events
from tuotou.operations.live.push import push
from tuotou.operations.live.watch import Watch
from tuotou.operations.uploads.bringing import file_of, mapping_named
from tuotou.operations.warnings.handling import CannotDo, Hand, NotThere
from tuotou.store.models import AuditEntry, Upload
from tuotou.store.models.upload import RECORDED, RECORDING, TRIED, WAITING
from tuotou.store.recording import Clock
from tuotou.store.whole import writing


def ask_for(id: str, hand: Hand) -> Upload:
    """From now on it waits to be recorded. Raises `CannotDo`."""
    with writing():
        one = Upload.objects.select_for_update().filter(pk=id).first()
        if one is None:
            raise NotThere("there is no such upload", "bring the file again")
        if one.state != TRIED:
            raise CannotDo("this file is not to be recorded, or is already", "bring another one")
        one.state = WAITING
        one.save(update_fields=["state"])
        details = {"upload": one.id, "mapping": one.mapping}
        AuditEntry.objects.create(
            at=hand.now, who=hand.by, act="events.upload", what=f"file {one.name}", details=details
        )
    return one


def record_next(watch: Callable[[], Watch], clock: Clock) -> bool:
    """Record the file that waits longest; whether there was one."""
    one = Upload.objects.filter(state__in=(WAITING, RECORDING)).order_by("at").first()
    if one is None:
        return False
    _set(one, state=RECORDING, progress=0)
    mapping = mapping_named(one.mapping)
    events = read_events(file_of(one), mapping, watch().vocabulary, one.at)
    done = push(events, watch, clock, progress=lambda count, _: _set(one, progress=count))
    said = {"rows": done.rows, "events": done.events, "fresh": done.fresh, "repeated": done.repeated}
    _set(one, state=RECORDED, done={**said, "refused": done.refused}, progress=done.events, ended_at=clock())
    return True


def _set(one: Upload, **values: Any) -> None:
    with writing():
        Upload.objects.filter(pk=one.pk).update(**values)
