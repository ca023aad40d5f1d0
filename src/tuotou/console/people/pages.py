"""The addresses of people."""

from __future__ import annotations

from typing import Final

from tuotou.console.page import Page
from tuotou.console.people.person import person, unmask
from tuotou.console.people.roll import people

PAGES: Final = (
    Page("people/", people, "people", "organisation.see"),
    Page("people/<str:number>/", person, "person", "organisation.see"),
    Page("people/<str:number>/mobile", unmask, "person-mobile", "personal.unmask", ("POST",)),
)
