"""Who decides sees whom and what it is about, on a telephone too."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from tests.console.warned import page

from tuotou.clockwork.clock import clock
from tuotou.store.models import Export, StandardDraft

Browsers = Callable[[str], Client]


def test_who_decides_on_an_export_sees_who_asks_and_the_list_itself(browser_of: Browsers) -> None:
    browser = browser_of("hq_quality")
    assert "没有要审批的导出" in page(browser, "/exports/decisions/")
    Export.objects.create(
        asked_by="SZ01001", unit="SZ01", asked_at=clock(), title="预警", name="warnings", path="/warnings/",
        query="level=serious", language="zh", reason="核对", state="asked",
    )  # fmt: skip
    shown = page(browser, "/exports/decisions/")
    assert 'href="/warnings/?level=serious"' in shown and "李明" in shown and "园区一部" in shown


def test_who_decides_on_a_draft_sees_what_it_changes_first(browser_of: Browsers) -> None:
    browser = browser_of("management")
    browser_of("hq_quality").post("/standards/out-by-wave/drafts", {"way": "change"})
    draft = StandardDraft.objects.get()
    StandardDraft.objects.filter(pk=draft.pk).update(state="submitted", note="why", submitted_at=clock())
    shown = page(browser, f"/standards/drafts/{draft.pk}/")
    assert shown.count("与原版的差别") == 1 and shown.index("与原版的差别") < shown.index("条文")
    listed = page(browser, "/standards/drafts/")
    assert "按频次出仓" in listed and "hq_quality一" in listed
