"""Whether anybody must still be called of a notice."""

from __future__ import annotations

from typing import Final

from tuotou.store.models import Notice, Warning
from tuotou.store.models.notice import INCIDENT
from tuotou.store.models.warning import HELD, QUIET, RESOLVED

OVER: Final = (RESOLVED, HELD)
"""Of these nothing is to be done by whom it is passed to."""
TAKEN: Final = (*OVER, *QUIET)
"""Of these nothing is to be done by others: somebody has it, or its cause is told instead."""


def settled(notice: Notice) -> bool:
    """Whether its warning needs its person no more; what is of no warning is never settled."""
    warning: Warning | None = notice.warning
    return (
        warning is not None
        and notice.kind != INCIDENT
        and warning.state in (OVER if notice.kind == "assigned" else TAKEN)
    )
