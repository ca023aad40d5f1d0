"""One of something is told in the singular."""

from pathlib import Path
from typing import Any

import pytest

from tuotou.cli.count import count


@pytest.mark.parametrize(("number", "told"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1_000, "1,000 rows")])
def test_a_number_with_its_word(number: int, told: str) -> None:
    assert count(number, "row") == told


def test_one_and_many_may_be_other_words() -> None:
    assert [count(n, "row was", "rows were") for n in (1, 2)] == ["1 row was", "2 rows were"]


def test_commands_say_it_so(tuotou: Any, deliveries: Path, tmp_path: Path) -> None:
    lines = deliveries.read_text("utf-8").splitlines()
    (tmp_path / "one.csv").write_text("\n".join(lines[:2]) + "\n", "utf-8")
    tried = tuotou("feed", "try", tmp_path / "one.csv", "--map", "lade", "--lang", "en")
    assert "1 row → 2 events; 0 rows refused." in tried.stdout
    archived = tuotou("archive", tmp_path / "one.csv", "--map", "lade", "--to", tmp_path / "to", "--lang", "en")
    assert "1 row → 2 events, 2 new, 1 day written; 0 rows refused." in archived.stdout
    (tmp_path / "standards").mkdir()
    (tmp_path / "standards" / "x.yaml").write_text("id: [\n", "utf-8")
    assert tuotou("standards", "check", tmp_path / "standards", "--lang", "en").stderr.startswith("1 error:")
