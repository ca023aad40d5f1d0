"""Files are looked through before they are recorded; sources and what they refused; nobody else's business."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tuotou.clockwork.clock import clock
from tuotou.operations.live.watch import current_watch
from tuotou.operations.uploads.forgetting import FILES, forget_uploads
from tuotou.operations.uploads.recording import record_next
from tuotou.store.models import AuditEntry, DataFinding, RecordedEvent, RefusedMessage, Source, Upload

SCANS = (files("tuotou.feeds") / "scans" / "scans.csv").read_bytes()
STRANGE = ("../../etc/passwd", "..\\..\\boot.ini", "/tmp/evil.csv", "a\x00b.csv", "<script>.csv")


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> None:
    """Files that are brought lie in a folder of this test."""
    settings.HOME = tmp_path


def brought(browser: Client, content: bytes = SCANS, name: str = "扫描.csv", mapping: str = "scans") -> Upload:
    """What became of a file."""
    answer = browser.post("/uploads/", {"file": SimpleUploadedFile(name, content), "mapping": mapping})
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.latest("at")


def page_of(browser: Client) -> str:
    """The list of files."""
    return browser.get("/uploads/").content.decode()


def test_a_file_is_looked_through_and_then_recorded(browser_of: Callable[[str], Client]) -> None:
    browser = browser_of("hq_quality")
    one = brought(browser)
    page = browser.get(f"/uploads/{one.id}/").content.decode()
    assert "单号被电子表格变成科学计数法" in page and not RecordedEvent.objects.exists()
    assert browser.post(f"/uploads/{one.id}/recording").status_code == 302
    assert record_next(current_watch, clock) and not record_next(current_watch, clock)
    one.refresh_from_db()
    assert one.state == "recorded" and one.done["fresh"] == RecordedEvent.objects.count() == one.found["events"]
    acts = AuditEntry.objects.filter(what="file 扫描.csv").order_by("pk").values_list("act", "who")
    assert list(acts) == [("events.bring", "T-hq_quality"), ("events.upload", "T-hq_quality")]


def test_it_is_recorded_once(browser_of: Callable[[str], Client]) -> None:
    browser = browser_of("hq_quality")
    one = brought(browser)
    answers = [browser.post(f"/uploads/{one.id}/recording").status_code for _ in range(2)]
    assert answers == [302, 409]


def test_refused_rows_come_back_to_be_corrected(browser_of: Callable[[str], Client]) -> None:
    browser = browser_of("hq_quality")
    one = brought(browser)
    answer = browser.get(f"/uploads/{one.id}/bad-rows/0.csv")
    bad = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert bad.splitlines()[0].startswith("运单号,扫描类型")
    assert "7.7E+13" in bad and "位数已丢" in bad
    mended = bad.replace("7.7E+13", "YT7700000000009").encode()
    assert brought(browser, mended, "改好.csv").found["refused"] == 0


@pytest.mark.parametrize("name", STRANGE)
def test_a_files_name_is_believed_for_nothing(browser_of: Callable[[str], Client], tmp_path: Path, name: str) -> None:
    browser = browser_of("hq_quality")
    one = brought(browser, name=name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["organisation.xlsx", "uploads"]
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == [one.id]
    assert "<script>.csv" not in browser.get("/uploads/").content.decode()


def test_what_is_no_table_is_said_to_be_none(browser_of: Callable[[str], Client]) -> None:
    browser = browser_of("hq_quality")
    one = brought(browser, b"\x00\x01\x02 nothing", "x.csv")
    assert one.state == "broken"
    leads = browser.get(f"/uploads/{one.id}/").content.decode()
    assert "改好再上传" in leads and "/uploads/template/scans.xlsx" in leads and "hq_quality一" in page_of(browser)
    assert browser.post(f"/uploads/{one.id}/recording").status_code == 409


def test_old_files_go_and_what_they_were_stays(browser_of: Callable[[str], Client], tmp_path: Path) -> None:
    one = brought(browser_of("hq_quality"))
    assert forget_uploads(one.at + FILES - 1) == 0
    assert forget_uploads(one.at + FILES + 1) == 1
    assert not (tmp_path / "uploads" / one.id).exists() and Upload.objects.filter(pk=one.pk).exists()


def test_a_source_with_what_it_refused(browser_of: Callable[[str], Client]) -> None:
    one = Source.objects.create(name="scans", kind="kafka", address="k:9092", changed_at=1, secrets='{"p": "geheim"}')
    RefusedMessage.objects.create(
        source=one, position="0:7", row=1, received_at=1, body=b'{"a": 1}', length=8, field="at",
        value="<b>x", reason="there is no such field", right="at",
    )  # fmt: skip
    browser = browser_of("hq_quality")
    page = browser.get("/feeds/scans/").content.decode()
    assert "0:7" in page and "&lt;b&gt;x" in page and "geheim" not in page
    lines = b"".join(browser.get("/feeds/scans/refused.ndjson").streaming_content).decode()
    assert '"a": 1' in lines
    assert browser.post("/feeds/scans/switch", {"to": "off"}).status_code == 302
    one.refresh_from_db()
    assert not one.enabled and AuditEntry.objects.filter(act="source.disable", who="T-hq_quality").exists()


@pytest.mark.parametrize("page", ["/quality/", "/feeds/scans/", "/outbox/"])
def test_questions_do_not_grow_with_rows(browser_of: Callable[[str], Client], page: str) -> None:
    one = Source.objects.create(name="scans", kind="kafka", address="k:9092", changed_at=1)
    browser = browser_of("hq_quality")

    def asked(count: int) -> int:
        fill(one, count)
        with CaptureQueriesContext(
            connection,
        ) as questions:
            assert browser.get(page).status_code == 200
        return len(questions)

    assert asked(2) == asked(40)


def fill(source: Source, count: int) -> None:
    """Rows of all these pages."""
    for turn in range(count):
        DataFinding.objects.create(
            finding="conflict", subject_kind="parcel", subject=f"YT{count}-{turn}", event="e", known_at=clock()
        )
        RefusedMessage.objects.create(
            source=source, position=f"{count}:{turn}", row=1, received_at=1, body=b"{}", length=2, field="at",
            value="", reason="", right="",
        )  # fmt: skip


def test_outlets_see_nothing_of_it(browser_of: Callable[[str], Client]) -> None:
    browser = browser_of("outlet_manager")
    assert {browser.get(page).status_code for page in ("/feeds/", "/uploads/", "/quality/", "/outbox/")} == {403}
