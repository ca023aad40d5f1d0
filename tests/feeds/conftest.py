"""Fixtures: the shipped vocabulary, and a reader that gathers all that comes of one file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from feed_desk import DELIVERIES, Read, Reading

from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds import FeedMapping, parse_mapping, read_events
from tuotou.handbook import read_vocabulary


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    vocabulary, problems = read_vocabulary()
    assert problems == []
    return vocabulary


@pytest.fixture
def mapping(vocabulary: Vocabulary) -> Callable[[str], FeedMapping]:
    def parse(text: str) -> FeedMapping:
        found, problems = parse_mapping(text, "map.yaml", vocabulary)
        assert problems == []
        assert found is not None
        return found

    return parse


@pytest.fixture
def read(vocabulary: Vocabulary, mapping: Callable[[str], FeedMapping], tmp_path: Path) -> Read:
    def run(file: str | bytes | Path, text: str = DELIVERIES, received_at: int | None = None) -> Reading:
        path = file if isinstance(file, Path) else tmp_path / "in.csv"
        if not isinstance(file, Path):
            path.write_bytes(file.encode() if isinstance(file, str) else file)
        parts = list(read_events(path, mapping(text), vocabulary, received_at))
        return Reading(
            pl.concat([part.events for part in parts], how="diagonal_relaxed"),
            pl.concat([part.rejected for part in parts]),
            pl.concat([part.bad for part in parts], how="diagonal"),
            [finding.what for part in parts for finding in part.findings],
            [problem for part in parts for problem in part.problems],
        )

    return run
