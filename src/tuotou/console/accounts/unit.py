"""Accounts for all people of a unit at once, with their first passwords on slips to be printed and cut."""

from __future__ import annotations

from django.http.response import HttpResponseBase

from tuotou.console.page import Request, refuse, show
from tuotou.operations.access.accounts import give_all
from tuotou.operations.access.reach import managed_within
from tuotou.store.models import Person, Post, Unit
from tuotou.store.models.dated import holding


def unit_accounts(request: Request, id: int) -> HttpResponseBase:
    """Who has none gets one; who works elsewhere too, beyond the sight of who gives, is left out."""
    unit = Unit.objects.filter(pk=id).first()
    if unit is None or not request.member.sight.sees(unit.code):
        return refuse(request, 404)
    within = managed_within(request.member.sight, request.now)
    slips = give_all(unit.code, within, request.member.staff_number, request.now)
    there = Post.objects.filter(holding(request.now), unit=unit).values("person")
    left = Person.objects.filter(pk__in=there, account=None).count()
    return show(request, "accounts/secret.html", {"slips": slips, "unit": unit, "left": left})
