"""What a promise that is not kept in time costs: the optional word `penalty` in the heading of a standard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tuotou.core.document import Fields

CHARGED: Final = ("promise", "subject")
"""What is charged: every promise that was not kept in time, or a subject once, however many there are."""
CENTS: Final = 100
_COUNTED_APART: Final = ("at_most", "share")  # their promises are counted over many subjects
_LARGEST: Final = 1e9
_EXACT: Final = 1e-4  # of a cent


@dataclass(frozen=True, slots=True)
class Penalty:
    """What is charged for promises that are broken or kept late. Amounts are whole cents, so that sums are exact."""

    amount: int  # cents
    unit: str = "CNY"
    per: str = "promise"  # one of `CHARGED`
    cap: int | None = None  # cents: the most that is charged for one subject

    @property
    def most(self) -> int | None:
        """The most that is charged for one subject, cents; None: there is no limit."""
        return self.amount if self.per == "subject" else self.cap


def penalty(fields: Fields, form: str) -> Penalty | None:
    """The field `penalty`; None where it is absent."""
    inner = fields.fields("penalty")
    if inner is None:
        return None
    found = Penalty(
        amount=_cents(inner, "amount") or 0,
        unit=inner.text("unit", "CNY"),
        per=inner.choice("per", CHARGED, "promise"),
        cap=_cents(inner, "cap") if "cap" in inner else None,
    )
    inner.finish()
    _check(inner, found, form)
    return found


def _cents(fields: Fields, name: str) -> int | None:
    told = len(fields.problems)
    amount = fields.number(name)
    if len(fields.problems) > told:
        return None
    if not (0 < amount <= _LARGEST and abs(round(amount * CENTS) - amount * CENTS) < _EXACT):
        fields.problem(name, f"'{name}' is no amount of money: {amount:g}", "more than 0, at most two decimals")
        return None
    return round(amount * CENTS)


def _check(fields: Fields, found: Penalty, form: str) -> None:
    if form in _COUNTED_APART and found.most is not None:
        what = f"a standard of form '{form}' has no one subject to charge"
        fields.problem("cap" if found.per == "promise" else "per", what, "write per: promise, and leave 'cap' out")
    elif found.cap is not None and found.per == "subject":
        fields.problem("cap", "a subject is charged once already", "leave 'cap' out, or write per: promise")
    elif found.cap is not None and found.cap < found.amount:
        fields.problem("cap", "the cap is less than one penalty", "a cap of at least the amount")
