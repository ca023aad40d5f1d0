"""Where channels find people, and whom a channel means: addresses lie sealed, and are found again by a digest."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256

from django.conf import settings

from tuotou.operations.warnings.handling import CannotDo, Hand, NotThere
from tuotou.store.models import AuditEntry, Channel, Contact, Person
from tuotou.store.whole import writing


def contacts(person: str = "") -> Sequence[Contact]:
    """The contacts of a person, or of everybody."""
    found = Contact.objects.select_related("channel").order_by("person", "channel__name")
    return list(found.filter(person=person) if person else found)


def set_contact(person: str, channel: str, address: str, hand: Hand) -> None:
    """Say where a channel finds somebody; without an address, that it finds them nowhere. Raises `CannotDo`."""
    with writing():
        installed = Channel.objects.filter(name=channel).first()
        if installed is None:
            raise NotThere(f"there is no channel '{channel}'", "see tuotou channels list")
        if not Person.objects.filter(staff_number=person).exists():
            raise NotThere(f"there is nobody with the staff number '{person}'", "see tuotou organisation show")
        if any(sign < " " for sign in address) or len(address) > 200:
            raise CannotDo("this is no address", "one line of at most 200 characters")
        Contact.objects.filter(person=person, channel=installed).delete()
        if address:
            digest = _digest(address)
            Contact.objects.create(person=person, channel=installed, address=address, digest=digest)
        act = "contact.set" if address else "contact.remove"
        AuditEntry.objects.create(at=hand.now, who=hand.by, act=act, what=f"{person} by {channel}")


def person_of(channel: str, address: str) -> str | None:
    """The staff number of whom a channel calls so; None: of nobody, or of more than one."""
    found = Contact.objects.filter(channel__name=channel, digest=_digest(address)).values_list("person", flat=True)
    people = set(found[:2])
    return people.pop() if len(people) == 1 else None


def shown(address: str) -> str:
    """An address as it may be shown: wang…"""
    return f"{address[:2]}…{address[-2:]}" if len(address) > 6 else "…"


def _digest(address: str) -> str:
    return hmac.new(f"contact {settings.SECRET_KEY}".encode(), address.encode(), sha256).hexdigest()
