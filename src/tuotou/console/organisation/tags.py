"""What templates say of the organisation: roles, kinds of units and sheets by name."""

from __future__ import annotations

from django import template

from tuotou.console import trade
from tuotou.console.organisation import words
from tuotou.console.tags import said
from tuotou.store.models.sign_in import SAID

register = template.Library()


@register.simple_tag
def role(name: str) -> str:
    """A role in the page's language."""
    return said(trade.role(name))


@register.simple_tag
def outcome(name: str) -> str:
    """What became of an attempt to sign in."""
    return said(SAID[name])


@register.simple_tag
def sheet_name(name: str) -> str:
    """A sheet in the page's language."""
    return said(words.SHEET[name]).capitalize()
