"""A page made from a small history."""

from __future__ import annotations

import pytest
from small_history import scans, subject_of

from tuotou import handbook
from tuotou.cli.page.page import page
from tuotou.cli.page.subject import Subject
from tuotou.cli.voice import Language
from tuotou.core.standards.handbook import Handbook


@pytest.fixture(scope="session")
def company() -> Handbook:
    return handbook.load()


@pytest.fixture(scope="session")
def subject(company: Handbook) -> Subject:
    return subject_of(scans("CD01", 60, 7), company)


@pytest.fixture(scope="session")
def html(subject: Subject) -> str:
    return page(subject, Language.ZH)
