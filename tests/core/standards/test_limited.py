"""An event that voids may be meant for some standards alone."""

from __future__ import annotations

import pytest

from tuotou.core.standards.limited import limited, naming
from tuotou.core.standards.standard import Selector
from tuotou.handbook import load


def test_what_may_name_standards_voids_those_it_names() -> None:
    vocabulary = load().vocabulary
    plain, with_where = Selector(("incident",)), Selector(("exemption_approved",), where="reason = 'overflow'")
    found = limited([plain, with_where], "out-by-wave", vocabulary)
    assert found[0] == plain
    assert found[1].where == ("(reason = 'overflow') AND (standards IS NULL OR standards LIKE '%|out-by-wave|%')")


@pytest.mark.parametrize(("ids", "said"), [((), None), (("b", "a"), "|a|b|")])
def test_the_standards_it_is_for_stand_between_bars(ids: tuple[str, ...], said: str | None) -> None:
    assert naming(ids) == said
