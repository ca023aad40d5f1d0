"""Tables by hand: tried first, recorded then; what is packed to harm is not unpacked."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import fastexcel
import pytest
from django.http import HttpResponse
from django.test import Client
from tests.api.conftest import Partner

from tuotou.api import uploads
from tuotou.feeds import scans
from tuotou.feeds.packed_size import unpacked_size
from tuotou.store.models import AuditEntry, RecordedEvent

pytestmark = pytest.mark.django_db(transaction=True)
Made = Callable[..., Partner]
SCANS = Path(scans.__path__[0]) / "scans.csv"


def sent(who: Partner, name: str, content: bytes, mapping: str = "scans", **more: str) -> HttpResponse:
    """What an upload is answered."""
    file = io.BytesIO(content)
    file.name = name
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {who.secret}"})
    query = "&".join(f"{key}={value}" for key, value in {"mapping": mapping, **more}.items())
    return client.post(f"/api/v1/uploads?{query}", {"file": file})


def test_a_table_is_tried_then_recorded(partner: Made) -> None:
    who = partner()
    tried = sent(who, "scans.csv", SCANS.read_bytes()).json()
    assert (tried["rows"], tried["events"], tried["refused"], tried["recorded"]) == (10, 9, 1, None)
    assert tried["kinds"]["accepted"] == 2 and len(tried["first"]) == 9
    assert tried["errors"][0]["field"] == "运单号" and "scientific" in tried["errors"][0]["reason"]
    assert "集包" in tried["findings"][0]["what"]
    assert not RecordedEvent.objects.exists()
    done = sent(who, "../../scans.csv", SCANS.read_bytes(), record="true").json()
    assert (done["recorded"], done["repeated"], done["refused"]) == (9, 0, 1)
    again = sent(who, "x", gzip.compress(SCANS.read_bytes()), record="true").json()
    assert (again["recorded"], again["repeated"]) == (0, 9)
    assert [entry.what for entry in AuditEntry.objects.filter(act="events.upload").order_by("pk")] == [
        "file scans.csv", "file x",
    ]  # fmt: skip


def test_an_empty_workbook_to_fill_in_is_read_back(partner: Made, tmp_path: Path) -> None:
    answer = partner().get("uploads/template", mapping="scans")
    assert answer["Content-Disposition"] == 'attachment; filename="scans.xlsx"'
    path = tmp_path / "t.xlsx"
    path.write_bytes(answer.content)
    (name,) = fastexcel.read_excel(path).sheet_names
    columns = [c.name for c in fastexcel.read_excel(path).load_sheet(name).available_columns()]
    assert columns[:4] == ["运单号", "扫描类型", "扫描时间", "场地编码"]


def test_what_is_no_table_is_told(partner: Made) -> None:
    who = partner()
    assert "web page" in sent(who, "x.xls", b"<html><table></table></html>").json()["problems"][0]["what"]
    assert sent(who, "x.csv", b"").json()["problems"]
    unknown = sent(who, "x.csv", b"a", mapping="scan")
    assert (unknown.status_code, unknown.json()["errors"][0]["right"]) == (422, "did you mean 'scans'?")


def workbook(part: bytes) -> bytes:
    """A zip with one part."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", part)
    return held.getvalue()


def lying(packed: bytes) -> bytes:
    """The same with directories that say that it unpacks to nothing."""
    found = bytearray(packed)
    central = found.index(b"PK\x01\x02")
    found[central + 24 : central + 28] = struct.pack("<I", 1)
    found[22:26] = struct.pack("<I", 1)
    return bytes(found)


@pytest.mark.parametrize(
    "made",
    [workbook, lambda part: lying(workbook(part)), gzip.compress, lambda part: gzip.compress(part) * 2],
    ids=["zip", "zip that lies", "gzip", "two gzips"],
)
def test_bombs_are_not_unpacked(
    partner: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Callable[[bytes], bytes]
) -> None:
    bomb = made(b" " * 3 * 2**20)
    (path := tmp_path / "bomb").write_bytes(bomb)
    assert unpacked_size(path, 2**30) in (3 * 2**20, 6 * 2**20)
    monkeypatch.setattr(uploads, "UNPACKED", 2 * 2**20)
    assert sent(partner(), "x.xlsx", bomb).status_code == 413


def test_entities_of_a_workbook_are_not_followed(partner: Made) -> None:
    evil = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "'
        + b"A" * 99
        + b'"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    )
    answer = sent(partner(), "x.xlsx", workbook(evil))
    assert answer.status_code == 200 and answer.json()["problems"] and not answer.json()["events"]
