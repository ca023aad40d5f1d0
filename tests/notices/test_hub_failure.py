"""A hundred thousand notices at once become a few hundred messages, and no group gets more than it takes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from bench.notices import LIMIT, failure

from tuotou.notices.shipped import KINDS
from tuotou.store.models import Letter, Notice


@pytest.mark.heavy
@pytest.mark.django_db(transaction=True)
def test_a_hundred_thousand_notices_leave_within_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "bench_robot", None)  # type: ignore[arg-type] # taken away afterwards
    told = failure(100_000)
    assert Notice.objects.count() == 100_000 and told.waiting == 0
    assert not Notice.objects.filter(enclosures__letter=None).exists()
    assert len(told.sent) == 300 and 300 <= told.messages <= 600
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}
    for times in told.sent.values():
        assert all(later - sooner >= 60_000_000 // LIMIT for sooner, later in pairwise(times))
