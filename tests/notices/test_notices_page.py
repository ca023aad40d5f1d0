"""The commands of docs/notices.md do what the page says, in its order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from tests.notices.cast import ADMIN
from typer.testing import CliRunner

from tuotou.cli.app import app
from tuotou.store.models import AuditEntry, Channel

PAGE = Path(__file__).parents[2] / "docs" / "notices.md"


@pytest.mark.django_db
@pytest.mark.usefixtures("people")
def test_every_command_of_the_page_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUOTOU_SECRET_KEY", "tests " * 10)
    commands = [
        line for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.S) for line in block.splitlines()
    ]
    assert len(commands) > 10
    for command in commands:
        done = CliRunner().invoke(app, shlex.split(command)[1:])
        assert done.exit_code == 0, (command, done.output)
    assert dict(Channel.objects.values_list("name", "way")) == {"yuanqu": "group", "app": "chat"}
    assert AuditEntry.objects.filter(who=ADMIN).count() >= 6
