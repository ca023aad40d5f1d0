"""How a figure is written: few digits, and never better than it is."""

from __future__ import annotations


def amount(value: float) -> str:
    """Three digits that matter, thousands apart; cut and not rounded, so that 99.99 is not 100."""
    size = abs(value)
    places = 0 if size >= 1_000 else 1 if size >= 10 else 2
    whole = int(size * 10**places + 1e-9) / 10**places
    text = f"{-whole if value < 0 else whole:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
