"""`tuotou warnings` and `tuotou exemptions` as people use them."""

from __future__ import annotations

import json

import pytest
from click.testing import Result
from tests.live.test_exemptions import company
from tests.live.warned import HOUR, Said, T, only, parcels, promised, response, ride, subjects
from typer.testing import CliRunner

from tuotou.cli.app import app
from tuotou.operations.warnings.warn import warn
from tuotou.store.models import AuditEntry

pytestmark = pytest.mark.django_db
WHY = ("--cause", "truck_late", "--action", "add_people")
FLOOD = (
    "--kind", "overflow", "--site", "OUT1", "--from", "2026-05-06 05:00", "--to", "2026-05-06 15:00",
    "--reason", "一车双倍到件", "--evidence", "IMG-1",
)  # fmt: skip


def tuotou(*words: object) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words], env={"LANG": "zh_CN.UTF-8", "COLUMNS": "140"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def late() -> int:
    """A late truck with eight parcels for one outlet, and a few that were late of themselves; the truck's warning."""
    trip, riders = subjects("trip", ["T1"])[0], parcels(8)
    ride(trip, riders)
    promised([trip], "trip-arrives-as-planned", "HUB1")
    promised(riders, "out-by-wave", "OUT1", Said(due_at=T + HOUR))
    promised(parcels(7, prefix="ZT"), "out-by-wave", "OUT1", Said(due_at=T + HOUR))
    warn(response(), T + HOUR)
    return only(standard="").pk


def test_an_operator_works_through_the_warnings(late: int) -> None:
    listed = tuotou("warnings", "list").stdout
    assert "车辆晚点 · trip:T1" in listed and "按频次出仓 · 未兑现" in listed
    assert (
        "处理中，负责人 HM01" in tuotou("warnings", "acknowledge", late, "--by", "HM01", *WHY, "--note", "堵车").stdout
    )
    shown = tuotou("warnings", "show", late).stdout
    assert "接手" in shown and "车辆晚点 · 加派人手 · 堵车" in shown and "归在它下面的" in shown
    own = only(standard="out-by-wave", under=None).pk
    assert tuotou("warnings", "assign", own, "--to", "OM02", "--by", "OM01").exit_code == 0
    assert tuotou("warnings", "snooze", own, "--until", "2036-01-01", "--by", "OM02").exit_code == 0
    assert tuotou("warnings", "mute", own, "--by", "OM02").exit_code == 0
    assert "已办结" in tuotou("warnings", "close", own, "--by", "OM02", *WHY).stdout
    assert AuditEntry.objects.filter(act__startswith="warning.").count() == 5
    assert "预警 0 条" in tuotou("warnings", "list", "--site", "OUT1").stdout


def test_programs_read_the_same(late: int) -> None:
    found = json.loads(tuotou("warnings", "list", "--json", "--level", "serious").stdout)
    assert [(one["id"], one["open"], one["role"]) for one in found] == [(late, 9, "hub_manager")]
    story = json.loads(tuotou("warnings", "show", late, "--json").stdout)
    assert {one["open"] for one in story["consequences"]} == {1, 8}
    assert story["steps"][0]["act"] == "told"
    assert "truck_late" in json.loads(tuotou("warnings", "codes", "--json").stdout)["causes"]


def test_english_is_complete(late: int) -> None:
    shown = tuotou("warnings", "show", late, "--lang", "en").stdout
    assert "The truck is late" in shown and "Held back by it:" in shown and "told" in shown
    assert "Truck late" in tuotou("warnings", "codes", "--lang", "en").stdout


def test_what_cannot_be_done_is_said(late: int) -> None:
    missing = tuotou("warnings", "show", 999)
    assert missing.exit_code == 5 and "没有编号为 999 的预警" in missing.stderr
    held = tuotou("warnings", "mute", only(under=late, standard="out-by-wave").pk, "--by", "OM01")
    assert held.exit_code == 8 and f"请处理它的原因，预警 {late}" in held.stderr
    unknown = tuotou("warnings", "acknowledge", late, "--by", "OM01", "--cause", "truck", "--action", "add_people")
    assert unknown.exit_code == 8 and "代码“truck”" in unknown.stderr and "truck_late" in unknown.stderr
    assert tuotou("warnings", "list", "--state", "opened").exit_code == 2
    assert tuotou("warnings", "snooze", late, "--until", "morgen", "--by", "OM01").exit_code == 2


def test_an_exemption_from_filing_to_approval() -> None:
    company()
    filed = tuotou("exemptions", "file", *FLOOD, "--by", "OM01")
    assert filed.exit_code == 0 and "待审批（提醒：超过报备时限）" in filed.stdout
    number = json.loads(tuotou("exemptions", "list", "--json").stdout)[0]["id"]
    refused = tuotou("exemptions", "approve", number, "--by", "AM02")
    assert refused.exit_code == 8 and "AM02 在 OUT1 的上级没有岗位" in refused.stderr
    assert "已通过" in tuotou("exemptions", "approve", number, "--by", "AM01", "--note", "属实").stdout
    shown = tuotou("exemptions", "show", number).stdout
    assert "爆仓" in shown and "属实" in shown and "一车双倍到件" in shown
    assert "已撤回" in tuotou("exemptions", "withdraw", number, "--by", "AM01").stdout
    again = tuotou("exemptions", "reject", number, "--by", "AM01", "--note", "晚了")
    assert again.exit_code == 8 and f"报备 {number} 已撤回" in again.stderr


def test_the_kinds_and_their_limits_are_told() -> None:
    assert "道路封闭" in tuotou("exemptions", "kinds").stdout
    assert "Road closed" in tuotou("exemptions", "kinds", "--lang", "en").stdout
    assert "报备 0 条" in tuotou("exemptions", "list", "--site", "OUT1").stdout
