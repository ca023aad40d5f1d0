"""Dictionaries: codes of the company's own, names it gives, what it retires; in force at once, and none is lost."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Callable

import fastexcel
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.console.parcel_cast import event, record, text_of
from tests.console.warned import begin
from tests.live.warned import only

from tuotou.feeds import parse_mapping
from tuotou.feeds.shipped import shipped_mapping
from tuotou.operations.live.watch import current_watch
from tuotou.store.models import AuditEntry, GroundDocument

pytestmark = pytest.mark.django_db(transaction=True)
BrowserOf = Callable[[str], Client]
NIGHT = {"code": "night_shift", "zh": "夜班加派", "en": "Night shift sent"}
AT = "/system/dictionaries/"


@pytest.fixture
def admin(browser_of: BrowserOf) -> Client:
    return browser_of("admin")


def entered(browser: Client, dictionary: str, **given: str) -> int:
    """A new entry is written; what is answered."""
    return browser.post(f"{AT}{dictionary}/new", given).status_code


def changed(browser: Client, dictionary: str, code: str, **given: str) -> int:
    """An entry is changed; what is answered."""
    return browser.post(f"{AT}{dictionary}/entries/{code}", given).status_code


def sheet(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    """A workbook of these rows."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return SimpleUploadedFile("字典.xlsx", file.getvalue())


def test_a_code_of_ones_own_is_chosen_at_once(admin: Client, browser_of: BrowserOf) -> None:
    manager, one = browser_of("outlet_manager"), begin("SZ01", "A")
    taken = {"id": one.pk, "cause": "truck_late", "action": "night_shift"}
    assert manager.post("/warnings/acknowledgements", taken).status_code == 409
    assert entered(admin, "actions", note="夜班制", **NIGHT) == 302
    assert '<option value="night_shift">夜班加派' in text_of(manager, "/warnings/")
    assert manager.post("/warnings/acknowledgements", taken).status_code == 302
    assert only(pk=one.pk).action_code == "night_shift"
    entry = AuditEntry.objects.get(act="dictionary.change")
    assert (entry.who, entry.what) == ("T-admin", "dictionary actions night_shift")
    assert entry.details == {"zh": "夜班加派", "en": "Night shift sent", "note": "夜班制", "retired": False}


def test_a_retired_code_is_not_chosen_and_keeps_its_name(admin: Client, browser_of: BrowserOf) -> None:
    manager, one, other = browser_of("outlet_manager"), begin("SZ01", "A"), begin("SZ01", "B")
    taken = {"cause": "customer", "action": "call_customer"}
    assert manager.post("/warnings/acknowledgements", {"id": one.pk, **taken}).status_code == 302
    assert changed(admin, "causes", "customer", zh="收件人原因", en="The recipient", retired="on") == 302
    assert 'value="customer"' not in text_of(manager, "/warnings/")
    assert manager.post("/warnings/acknowledgements", {"id": other.pk, **taken}).status_code == 409
    assert "收件人原因" in text_of(manager, f"/warnings/{one.pk}/")
    assert changed(admin, "causes", "customer", zh="收件人原因", en="The recipient") == 302
    assert manager.post("/warnings/acknowledgements", {"id": other.pk, **taken}).status_code == 302


def test_what_is_over_says_why_as_the_company_calls_it(admin: Client, browser_of: BrowserOf) -> None:
    manager, one = browser_of("outlet_manager"), begin("SZ01", "A")
    assert entered(admin, "actions", **NIGHT) == 302
    closed = {"id": one.pk, "cause": "customer", "action": "night_shift"}
    assert manager.post("/warnings/closures", closed).status_code == 302
    assert changed(admin, "causes", "customer", zh="收件人原因", en="The recipient", retired="on") == 302
    page = text_of(manager, "/warnings/done/", columns="what,cause,action")
    assert '<td data-label="原因">收件人原因</td>' in page and '<td data-label="措施">夜班加派</td>' in page


def test_what_rules_say_stays_in_use_and_may_be_called_otherwise(admin: Client) -> None:
    for dictionary, code, why in (
        ("causes", "truck_late", "归因“truck-late”用着它"),
        ("actions", "go_first", "通知里的按钮用着它"),
    ):
        answer = admin.post(f"{AT}{dictionary}/entries/{code}", {"zh": "别的名", "en": "Other name", "retired": "on"})
        assert answer.status_code == 422 and why in answer.content.decode(), code
    assert not GroundDocument.objects.exists()
    assert changed(admin, "causes", "truck_late", zh="干线晚点", en="Line-haul late") == 302
    assert current_watch().response.warnings.cause_codes["truck_late"].zh == "干线晚点"


def test_an_events_reason_has_the_companys_name(admin: Client, browser_of: BrowserOf) -> None:
    manager = browser_of("outlet_manager")
    record(event("accepted", 60), event("attempt_failed", 30, reason="A07"))
    assert "A07" in text_of(manager, "/subjects/parcel/YT1/")
    assert entered(admin, "values", code="A07", zh="小区封闭", en="Compound closed") == 302
    assert changed(admin, "events", "attempt_failed", zh="派送不成功", en="Not delivered") == 302
    page = text_of(manager, "/subjects/parcel/YT1/")
    assert "小区封闭" in page and "A07" not in page and "派送不成功" in page and "派件未成功" not in page


def test_names_change_no_verdict(admin: Client) -> None:
    before = current_watch()
    assert entered(admin, "actions", **NIGHT) == 302 and changed(admin, "events", "signed", zh="妥投", en="Done") == 302
    after = current_watch()
    assert after is not before and after.handbook.fingerprint == before.handbook.fingerprint


def test_a_foreign_code_means_what_the_company_says(admin: Client) -> None:
    def means(mapping: str, code: str) -> str | None:
        read, problems = parse_mapping(*shipped_mapping(mapping), current_watch().vocabulary)
        assert read is not None, problems
        source = read.events[0].kind_from
        return source.words.get(code) if source else None

    assert means("kuaidi100", "777") is None and means("kuaidi100", "5") == "out_for_delivery"
    assert entered(admin, "codes", system="kuaidi100", code="777", kind="refused") == 302
    assert entered(admin, "codes", system="scans", code="妥投", kind="signed", zh="妥投", en="Done") == 302
    assert entered(admin, "codes", system="scans", code="签收", kind="signed_by_self") == 302
    assert (means("kuaidi100", "777"), means("scans", "妥投"), means("scans", "签收")) == (
        "refused", "signed", "signed_by_self",
    )  # fmt: skip
    assert current_watch().vocabulary.kinds["refused"].title.zh in text_of(admin, f"{AT}codes?q=777")
    assert changed(admin, "codes", "kuaidi100 5", kind="out_for_delivery", retired="on") == 302
    assert changed(admin, "codes", "scans 签收", kind="signed", retired="on") == 302
    assert means("kuaidi100", "5") is None and means("scans", "签收") is None


def test_what_is_wrong_is_told_and_nothing_is_kept(admin: Client) -> None:
    good = {"zh": "新的", "en": "A new one"}
    for dictionary, given, said in (
        ("actions", {**good, "code": "夜班"}, "“夜班”不能作代码"),
        ("actions", {**good, "code": "x" * 33}, "不能作代码"),
        ("actions", {**good, "code": "add_people"}, "已经有这个代码"),
        ("actions", {"code": "more", "zh": "加派人手", "en": "Still more"}, "“add_people”也叫“加派人手”"),
        ("actions", {"code": "more", "zh": "", "en": "More"}, "id_zh_error"),
        ("actions", {"code": "more", "zh": "多", "en": "x" * 61}, "id_en_error"),
        ("values", {**good, "code": "a,b"}, "不能作代码"),
        ("codes", {**good, "system": "kuaidi100", "code": "1", "kind": "nothing"}, "id_kind_error"),
        ("codes", {**good, "system": "nobody", "code": "1", "kind": "signed"}, "id_system_error"),
    ):
        answer = admin.post(f"{AT}{dictionary}/new", given)
        assert answer.status_code == 422 and said in answer.content.decode(), (dictionary, given)
    assert not GroundDocument.objects.exists() and not AuditEntry.objects.filter(act="dictionary.change").exists()
    for address in ("events/new", "roles/new", "nothing/new", "actions/entries/nothing", "roles/sheet", "nothing"):
        assert admin.get(f"{AT}{address}").status_code == 404, address


def test_it_goes_out_as_excel_and_comes_back(admin: Client) -> None:
    assert entered(admin, "actions", **NIGHT) == 302
    exported = b"".join(admin.get(f"{AT}actions?export=xlsx").streaming_content)  # type: ignore[attr-defined]
    rows = fastexcel.read_excel(exported).load_sheet(0).to_polars().select("代码", "中文名", "英文名", "状态").rows()
    assert rows[0] == ("night_shift", "夜班加派", "Night shift sent", "在用") and len(rows) == 14
    again = admin.post(f"{AT}actions/sheet", {"file": SimpleUploadedFile("a.xlsx", exported)})
    assert (again.status_code, again.headers["Location"]) == (302, f"{AT}actions?done=0")
    assert GroundDocument.objects.count() == 1
    table = sheet(("Code", "Chinese name", "English name", "State"), ("repair", "抢修", "Repaired", "retired"),
                  ("31", "加班", "Overtime", ""))  # fmt: skip
    assert admin.post(f"{AT}actions/sheet", {"file": table, "note": "年度整理"}).status_code == 302
    rules = current_watch().response.warnings
    assert rules.action_codes["repair"].zh == "抢修" and "repair" not in rules.actions_in_use
    assert rules.actions_in_use["31"].en == "Overtime"
    assert [row.note for row in GroundDocument.objects.order_by("id")] == ["", "年度整理", "年度整理"]


@pytest.mark.parametrize("dictionary", ["causes", "actions", "values", "codes", "events"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_exported_is_taken_back_and_changes_nothing(admin: Client, dictionary: str, language: str) -> None:
    admin.cookies["language"] = language
    exported = b"".join(admin.get(f"{AT}{dictionary}?export=xlsx").streaming_content)  # type: ignore[attr-defined]
    answer = admin.post(f"{AT}{dictionary}/sheet", {"file": SimpleUploadedFile("a.xlsx", exported)})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{AT}{dictionary}?done=0")
    assert not GroundDocument.objects.exists()
    assert admin.get(answer.headers["Location"]).status_code == 200


def test_one_wrong_row_and_none_is_taken(admin: Client) -> None:
    heading = ("代码", "中文名", "英文名", "状态")
    good = ("more", "再派人", "Still more people", "在用")
    for rows, said in (
        ([heading, good, ("b", "", "B", "")], "第 3 行: 中文名 没有值"),
        ([heading, good, ("b", "乙", "B", "半停")], "第 3 行: “半停”不是状态"),
        ([heading, good, good], "第 3 行: “more”出现了两次"),
        ([heading, ("", "甲", "A", ""), ("", "乙", "B", "")], "第 3 行: 代码 没有值"),
        ([heading, good, ("夜 班", "乙", "B", "")], "actions/夜 班: “夜 班”不能作代码"),
        ([heading], "没有一张工作表在表头下有数据 → 导出的表改好后再导入"),
    ):
        answer = admin.post(f"{AT}actions/sheet", {"file": sheet(*rows)})
        page = answer.content.decode()
        assert answer.status_code == 422 and "一行也没有导入" in page, rows
        assert said in page, rows
        assert "“”" not in page
    for file in (SimpleUploadedFile("a.exe", b"x"), SimpleUploadedFile("a.xlsx", b"no workbook")):
        assert admin.post(f"{AT}actions/sheet", {"file": file}).status_code == 422
    assert admin.post(f"{AT}actions/sheet", {}).status_code == 422
    assert not GroundDocument.objects.exists()


def test_the_page_says_who_changed_what_and_when(admin: Client) -> None:
    assert entered(admin, "actions", note="<b>夜班制</b>", **NIGHT) == 302
    page = text_of(admin, f"{AT}actions/entries/night_shift")
    assert "T-admin" in page and "&lt;b&gt;夜班制" in page and "不能删除" in page
    assert "T-admin" in text_of(admin, f"{AT}actions?origin=own")
    assert "night_shift" not in text_of(admin, f"{AT}actions?origin=shipped")
    log = text_of(admin, "/audit/")
    assert "修改字典" in log and "/system/dictionaries/actions/entries/night_shift" in log


def test_any_sign_may_stand_in_a_value(admin: Client) -> None:
    strange = "<退/改> 50%#1?&'"
    answer = admin.post(f"{AT}values/new", {"code": strange, "zh": "退改件", "en": "Returned or redirected"})
    page = text_of(admin, answer.headers["Location"])
    assert "&lt;退/改&gt; 50%#1?&amp;&#x27;" in page and "退改件" in page
    assert answer.headers["Location"] in html.unescape(text_of(admin, f"{AT}values?origin=own"))


def test_only_who_keeps_the_whole_system_may(browser_of: BrowserOf) -> None:
    for role in ("hq_quality", "outlet_manager"):
        browser = browser_of(role)
        for address in ("causes", "causes/new", "causes/sheet", "causes/entries/customer"):
            assert browser.get(f"{AT}{address}").status_code == 403, address
        assert entered(browser, "actions", **NIGHT) == 403
        assert browser.post(f"{AT}actions/sheet", {"file": sheet(("代码",))}).status_code == 403
    assert not GroundDocument.objects.exists()


def test_a_page_of_many_asks_no_more_questions(admin: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(admin, f"{AT}values")
        return len(queries)

    asked()
    few = asked()
    rows = [("代码", "中文名", "英文名"), *((f"R{n}", f"原因{n}", f"Reason {n}") for n in range(200))]
    assert admin.post(f"{AT}values/sheet", {"file": sheet(*rows)}).status_code == 302
    asked()
    assert asked() <= few


def test_the_command_line_says_the_companys_codes(admin: Client) -> None:
    from tuotou.cli.response_tables import codes_json

    assert entered(admin, "actions", **NIGHT) == 302
    assert changed(admin, "actions", "search", zh="寻件", en="Searched", retired="on") == 302
    told = json.loads(json.dumps(codes_json(current_watch().response)))["actions"]
    assert told["night_shift"] == {"zh": "夜班加派", "en": "Night shift sent"} and "search" not in told
