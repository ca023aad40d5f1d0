"""Long lists: asked for, let pass by somebody else, made as the asker may see them, fetched, and gone after a week."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import fastexcel
import pytest
from django.test import Client
from tests.console.warned import page

from tuotou.clockwork import runs
from tuotou.clockwork.clock import clock
from tuotou.console import export, listing
from tuotou.operations.access import exporting
from tuotou.operations.access.accounts import disable
from tuotou.operations.exports import asking
from tuotou.operations.exports.making import KEPT, forget_old, make_next
from tuotou.store.models import Account, AuditEntry, Export, RoleGrant, SignIn

BrowserOf = Callable[[str], Client]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """A list of more than ten rows is long, one of more than twenty very long."""
    settings.HOME = tmp_path / "home"
    monkeypatch.setattr(listing, "AT_ONCE", 10)
    for module in (listing, asking, exporting):
        monkeypatch.setattr(module, "MOST", 20)


def attempts(count: int) -> None:
    SignIn.objects.bulk_create(
        SignIn(at=number, staff_number=f"=1+{number}", outcome="wrong") for number in range(count)
    )


def asked(browser: Client, reason: str = "") -> Any:
    answer = browser.get("/logins/?outcome=wrong&export=xlsx")
    assert answer.status_code == 302, answer
    assert browser.get(answer.headers["Location"]).status_code == 200
    return browser.post("/exports/new", {"of": "/logins/?outcome=wrong", "reason": reason})


def test_a_short_one_is_there_at_once(browser_of: BrowserOf) -> None:
    attempts(5)
    answer = browser_of("admin").get("/logins/?outcome=wrong&export=xlsx")
    assert answer.status_code == 200 and answer.getvalue()[:2] == b"PK"


def test_a_long_one_is_made_by_and_by_and_fetched_by_who_asked(browser_of: BrowserOf, settings: Any) -> None:
    attempts(15)
    admin, other = browser_of("admin"), browser_of("hq_quality")
    assert asked(admin).headers["Location"] == "/exports/"
    assert "生成中" in admin.get("/exports/").content.decode()
    assert runs.exports(clock()) == "1 lists made"
    one = Export.objects.get()
    assert (one.state, one.rows, one.name) == ("made", 15, "logins")
    assert other.get(f"/exports/{one.pk}/file").status_code == 404
    book = (
        fastexcel.read_excel(BytesIO(admin.get(f"/exports/{one.pk}/file").getvalue()).read()).load_sheet(0).to_polars()
    )
    assert book.height == 15 and "=1+3" in book["工号"].to_list()
    assert any("admin一 T-admin" in name for name in book.columns)
    assert AuditEntry.objects.filter(act="export.fetch", who="T-admin").exists()
    assert (settings.HOME / "exports" / one.file).stat().st_mode & 0o077 in (0, 0o044)


def test_a_very_long_one_waits_for_somebody_else(browser_of: BrowserOf) -> None:
    attempts(25)
    asker, approver = browser_of("hq_quality"), browser_of("management")
    assert asked(asker).status_code == 422 and not Export.objects.exists()
    assert asked(asker, "月度复盘").status_code == 302
    one = Export.objects.get()
    assert runs.exports(clock()) == "0 lists made"
    asker.post(f"/exports/{one.pk}/decision", {"passes": "yes"})
    assert Export.objects.get().state == "asked"
    assert "月度复盘" in approver.get("/exports/decisions/").content.decode()
    assert browser_of("courier").post(f"/exports/{one.pk}/decision", {"passes": "yes"}).status_code == 403
    approver.post(f"/exports/{one.pk}/decision", {"passes": "no", "note": ""})
    assert Export.objects.get().state == "asked"
    assert approver.post(f"/exports/{one.pk}/decision", {"passes": "yes"}).status_code == 302
    assert runs.exports(clock()) == "1 lists made"
    acts = AuditEntry.objects.filter(act__startswith="export").order_by("pk").values_list("act", "who")
    assert list(acts) == [("export.ask", "T-hq_quality"), ("export.approve", "T-management")]


def test_what_was_searched_for_is_told_as_people_say_it(browser_of: BrowserOf) -> None:
    attempts(25)
    asker, approver = browser_of("hq_quality"), browser_of("management")
    of = "/logins/?q=%3D1&outcome=wrong&order=-at"
    assert "搜索 <strong>=1</strong>；结果 <strong>密码不对</strong>" in page(
        asker, f"/exports/new?{urlencode({'of': of})}"
    )
    asker.post("/exports/new", {"of": of, "reason": "月度复盘"})
    assert "搜索：=1；结果：密码不对" in page(approver, "/exports/decisions/")
    assert "Search: =1; Outcome: wrong password" in page(approver, "/exports/decisions/", "en")
    asker.post("/exports/new", {"of": "/logins/", "reason": "全看"})
    assert "全部" in page(approver, "/exports/decisions/?q=全看")


def test_only_people_within_sight_are_decided_on(browser_of: BrowserOf) -> None:
    RoleGrant.objects.create(role="area_manager", permission="exports.approve", given=True, by="x", at=1)
    attempts(25)
    asked(browser_of("admin"), "排查")
    area, one = browser_of("area_manager"), Export.objects.get()
    assert "排查" not in area.get("/exports/decisions/").content.decode()
    area.post(f"/exports/{one.pk}/decision", {"passes": "yes"})
    assert Export.objects.get().state == "asked"


def test_it_is_made_as_the_asker_may_see_it_then(browser_of: BrowserOf) -> None:
    attempts(15)
    asked(browser_of("management"))
    RoleGrant.objects.create(role="management", permission="audit.see", given=False, by="x", at=1)
    assert runs.exports(clock()) == "0 lists made"
    assert Export.objects.get().state == "failed"
    asked(browser_of("hq_quality"))
    disable("T-hq_quality", "x", clock())
    runs.exports(clock())
    assert set(Export.objects.values_list("state", flat=True)) == {"failed"}


@pytest.mark.parametrize("of", ["/accounts/", "/own", "/sign-in", "/no/such", "//evil.example/", "/own/seat", ""])
def test_what_is_no_list_of_theirs_cannot_be_asked_for(browser_of: BrowserOf, of: str) -> None:
    assert browser_of("courier").post("/exports/new", {"of": of, "reason": "x"}).status_code == 404
    assert not Export.objects.exists()


def test_one_that_kills_its_worker_is_given_up(browser_of: BrowserOf, tmp_path: Path) -> None:
    attempts(15)
    asked(browser_of("admin"))

    def broken(*_: object) -> int:
        raise RuntimeError("out of memory")

    for _ in range(3):
        with pytest.raises(RuntimeError):
            make_next(broken, tmp_path / "made", clock())
    assert make_next(broken, tmp_path / "made", clock()) == 0
    assert Export.objects.get().state == "failed" and not list((tmp_path / "made").iterdir())


def test_files_go_after_a_week(browser_of: BrowserOf, settings: Any) -> None:
    attempts(15)
    admin = browser_of("admin")
    asked(admin)
    runs.exports(clock())
    folder = settings.HOME / "exports"
    assert forget_old(folder, clock()) == 0 and len(list(folder.iterdir())) == 1
    assert forget_old(folder, clock() + KEPT + 60_000_000) == 1 and not list(folder.iterdir())
    assert "已过期" in admin.get("/exports/").content.decode()
    assert admin.get(f"/exports/{Export.objects.get().pk}/file").status_code == 404


def test_a_full_sheet_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "FULL", 5)
    file = BytesIO()
    columns = [listing.Column("n", listing.NOTHING_YET, lambda row: row)]
    assert export.write(file, "t", columns, range(10), "王 1") == 10
    assert len(fastexcel.read_excel(file.getvalue()).sheet_names) == 3


def test_who_asks_without_end_is_stopped(browser_of: BrowserOf) -> None:
    attempts(15)
    admin = browser_of("admin")
    for _ in range(asking.WAITING):
        assert asked(admin).status_code == 302
    assert asked(admin).status_code == 422
    assert Account.objects.exists() and Export.objects.count() == asking.WAITING
