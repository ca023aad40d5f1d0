"""Files that were brought are kept for a while, and then removed; the row that says what they were stays a year."""

from __future__ import annotations

import shutil
from typing import Final

from tuotou.operations.uploads.bringing import folder_of
from tuotou.store.models import Upload
from tuotou.store.models.upload import RECORDING, WAITING
from tuotou.store.whole import writing

DAY: Final = 86_400_000_000
FILES: Final = 7 * DAY
ROWS: Final = 365 * DAY


def forget_uploads(now: int) -> int:
    """How many files went."""
    old = Upload.objects.filter(at__lt=now - FILES).exclude(state__in=(WAITING, RECORDING))
    gone = [id for id in old.values_list("pk", flat=True) if folder_of(id).exists()]
    for id in gone:
        shutil.rmtree(folder_of(id))
    with writing():
        old.filter(at__lt=now - ROWS).delete()
    return len(gone)
