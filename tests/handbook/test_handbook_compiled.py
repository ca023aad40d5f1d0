"""The handbook kept compiled: the same as the documents say, and never older than they are."""

import os
import pickle
from pathlib import Path

import pytest

from tuotou.core.promises.docket import compile_docket
from tuotou.core.standards.condition import Condition
from tuotou.handbook import compiled, load, read


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where it is kept in this test, as on a machine where Python may write bytecode."""
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    monkeypatch.setattr("sys.pycache_prefix", str(tmp_path))
    return compiled._place()


def test_what_is_kept_says_what_the_documents_say(place: Path) -> None:
    load()
    assert place.exists()
    kept, (fresh, _) = compiled.read_compiled(), read()
    assert kept is not None
    assert kept == fresh
    assert kept.fingerprint == fresh.fingerprint
    asked, again = compile_docket(kept).conditions, compile_docket(fresh).conditions
    assert {key: _told(one) for key, one in asked.items()} == {key: _told(one) for key, one in again.items()}


def _told(condition: Condition) -> tuple[object, ...]:
    return str(condition.expr), condition.columns, condition.facts, condition.terms


def test_a_changed_document_is_read(place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    document = tmp_path / "standards" / "one.yaml"
    document.parent.mkdir()
    document.write_text("a")
    monkeypatch.setattr(compiled, "READ", (tmp_path / "standards",))
    load()
    assert compiled.read_compiled() is not None
    document.write_text("b")
    os.utime(document, ns=(1, 1))
    assert compiled.read_compiled() is None


@pytest.mark.parametrize("content", [b"", b"\x80\x05cut off", pickle.dumps(("another", None)), pickle.dumps(1)])
def test_what_cannot_be_read_is_not_there(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    assert compiled.read_compiled() is None
    assert load().standards


def test_nothing_is_written_where_python_writes_no_bytecode(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    load()
    assert not place.exists()


def test_a_folder_that_takes_no_files_is_no_error(place: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.MonkeyPatch.context() as here:
        here.setattr("sys.pycache_prefix", str(tmp_path / "taken"))
        assert load().standards
