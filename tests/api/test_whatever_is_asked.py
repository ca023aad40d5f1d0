"""Whatever the OpenAPI document allows, and much that it does not, is answered, and as the document says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.live.machine import Machine

from tuotou.operations.access.scopes import SCOPES

CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
EXAMPLES = 25


@pytest.mark.heavy
def test_schemathesis_finds_no_error_of_ours(machine: Machine, tmp_path: Path) -> None:
    machine.extra["TUOTOU_KUAIDI100_SALT"] = "salt"
    with machine.serving("--port", "0") as served:
        scopes = [word for scope in SCOPES for word in ("--scope", scope)]
        issued = machine.run("tokens", "issue", "st", "--by", "q1", *scopes, "--rate", 10_000, "--json")
        token = json.loads(issued.stdout)["secret"]
        command = [
            Path(sys.executable).with_name("schemathesis"), "run", f"{served.told['address']}/api/v1/openapi.json",
            "--header", f"Authorization: Bearer {token}", "--max-examples", str(EXAMPLES), "--seed", "1",
            "--checks", ",".join(CHECKS), "--continue-on-failure", "--no-color",
        ]  # fmt: skip
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout[-6_000:]
        tried = re.search(r"([\d,]+) generated", run.stdout)
        assert tried and int(tried[1].replace(",", "")) > 20 * EXAMPLES
        assert served.get("/health").json()["status"] == "ok"
