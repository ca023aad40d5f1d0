"""Personal data in full, for whoever may see it: that they saw it is noted before they do."""

from __future__ import annotations

from tuotou.operations.warnings.handling import Hand, NotThere
from tuotou.store.models import AuditEntry, Person
from tuotou.store.whole import writing


def mobile_of(staff_number: str, hand: Hand) -> str:
    """Somebody's mobile number. Raises `NotThere`."""
    with writing():
        found = Person.objects.filter(staff_number=staff_number).first()
        if found is None:
            raise NotThere(f"there is nobody with the staff number '{staff_number}'", "see tuotou organisation show")
        AuditEntry.objects.create(
            at=hand.now, who=hand.by, act="person.unmask", what=f"person {staff_number}", details={"field": "mobile"}
        )
    return str(found.mobile)
