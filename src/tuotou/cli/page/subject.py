"""What a page is about: the report, how its data were read, and the worst of what was not kept."""

from __future__ import annotations

from dataclasses import dataclass

from tuotou.core.document import Bilingual
from tuotou.core.standards.handbook import Handbook
from tuotou.operations.history import History
from tuotou.operations.report import Report
from tuotou.operations.worst import Worst


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything that a page tells."""

    report: Report
    history: History
    worst: Worst
    title: Bilingual  # what the history is called

    @property
    def handbook(self) -> Handbook:
        """What was judged by."""
        return self.worst.handbook
