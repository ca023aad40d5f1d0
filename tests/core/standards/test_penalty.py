"""What a standard says its breaches cost."""

from __future__ import annotations

import pytest
from standard_cast import FORMS, PLAIN, changed, problems_of, standard

from tuotou.core.standards.penalty import Penalty


def test_without_the_word_nothing_is_charged() -> None:
    assert standard(PLAIN).penalty is None


@pytest.mark.parametrize(
    ("text", "penalty", "most"),
    [
        ("{amount: 50}", Penalty(5_000), None),
        ("{amount: 12.5, unit: USD, cap: 100}", Penalty(1_250, "USD", cap=10_000), 10_000),
        ("{amount: 0.07, per: subject}", Penalty(7, per="subject"), 7),
    ],
)
def test_a_penalty(text: str, penalty: Penalty, most: int | None) -> None:
    found = standard(changed(f"penalty: {text}")).penalty
    assert found == penalty
    assert found is not None and found.most == most


@pytest.mark.parametrize("form", FORMS)
def test_every_form_may_carry_one(form: str) -> None:
    assert standard(FORMS[form] + "penalty: {amount: 50}\n").penalty == Penalty(5_000)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("50", "'penalty' must be a mapping"),
        ("{unit: CNY}", "field 'amount' is missing"),
        ("{amount: 0}", "'amount' is no amount of money: 0"),
        ("{amount: 1.005}", "'amount' is no amount of money: 1.005"),
        ("{amount: -5}", "'amount' is no amount of money: -5"),
        ("{amount: fifty}", "'amount' must be a number, not 'fifty'"),
        ("{amount: 2000000000}", "'amount' is no amount of money: 2e+09"),
        ("{amount: 50, per: parcel}", "'per' cannot be 'parcel'"),
        ("{amount: 50, cap: 40}", "the cap is less than one penalty"),
        ("{amount: 50, per: subject, cap: 90}", "a subject is charged once already"),
        ("{amount: 50, each: promise}", "unknown field 'each'"),
    ],
)
def test_a_mistake_is_told(text: str, what: str) -> None:
    assert [problem.what for problem in problems_of(changed(f"penalty: {text}"))] == [what]


@pytest.mark.parametrize("form", ["at_most", "share"])
@pytest.mark.parametrize("words", ["per: subject", "cap: 90"])
def test_what_counts_many_subjects_charges_no_one_subject(form: str, words: str) -> None:
    found = problems_of(FORMS[form] + f"penalty: {{amount: 50, {words}}}\n")
    assert [problem.what for problem in found] == [f"a standard of form '{form}' has no one subject to charge"]
