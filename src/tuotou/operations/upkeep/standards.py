"""What the doctor finds in the standards that the platform holds: readable, complete, and what only stands aside."""

from __future__ import annotations

from collections.abc import Iterator

from tuotou.operations.standards.held import called, judging, read_held
from tuotou.operations.standards.shipped import not_taken_in
from tuotou.operations.upkeep.diagnosis import Diagnosis, fail, ok, warn
from tuotou.store.models import StandardVersion


def check_standards() -> Iterator[Diagnosis]:
    """Its lines."""
    _, problems = read_held()
    if problems:
        what = f"{len(problems)} errors in what the platform holds, the first: {problems[0]}"
        yield fail("standards", what, "install the version under which it was published")
        return
    yield ok("standards", f"the platform holds {judging().count()} versions")
    missing = not_taken_in()
    if missing:
        what = f"{len(missing)} shipped standards are not taken in yet, the first: {missing[0].id}"
        yield warn("standards", what, "run tuotou database migrate")
    aside = [called(row) for row in _unanswered()]
    if aside:
        what = f"shipped, and set aside for what the platform holds: {', '.join(aside)}"
        yield warn("standards", what, "compare with tuotou standards document ID --shipped, publish what is wanted")


def _unanswered() -> list[StandardVersion]:
    """The editions set aside since which the company has published nothing of their standard."""
    own = dict(StandardVersion.objects.filter(shipped=False).order_by("id").values_list("standard", "id"))
    aside = StandardVersion.objects.filter(set_aside=True).order_by("standard", "id")
    return [row for row in aside if row.pk > own.get(row.standard, 0)]
