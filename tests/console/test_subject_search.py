"""One field finds parcels by whatever somebody knows of them; what one may not see is not found."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from tests.console.parcel_cast import event, record, text_of, words_of

from tuotou.clockwork.clock import clock
from tuotou.console.subjects.number import NumberConverter
from tuotou.console.tags import zone
from tuotou.store.models import Brand, Unit

pytestmark = pytest.mark.django_db(transaction=True)
BrowserOf = Callable[[str], Client]
ORDER = {"order_number": "JD77A", "phone_tail": "13912345678", "virtual_number": "17012345678-9921"}


def found(browser: Client, **asked: str) -> set[str]:
    """The numbers that a search shows, or leads to at once."""
    answer = browser.get("/subjects/", asked)
    if answer.status_code == 302:
        return {answer.headers["Location"].split("/")[-2]}
    assert answer.status_code == 200
    return set(re.findall(r'class="list-link" href="/subjects/[a-z]+/([^/"]+)/"', answer.content.decode()))


def parcels() -> None:
    """Two of SZ01, one of them to a phone; one of SZ02 to another phone with the same end."""
    record(
        event("ordered", 95, **ORDER),
        event("accepted", 90),
        event("accepted", 80, "YT2"),
        event("out_for_delivery", 20, "YT2", person="SZ01002"),
        event("ordered", 70, "YT3", site="SZ02", phone_tail="5678"),
        event("accepted", 60, "YT3", site="SZ02", person="SZ02009"),
    )


@pytest.mark.parametrize(
    "word",
    [
        "YT1",
        "yt1",
        "JD77A",
        "13912345678",
        " jd 77a ",
        "5678",
        "17012345678-9921",
        "17012345678 转 9921",
        "170123456789921",
    ],
)
def test_whatever_one_knows_leads_to_it(browser_of: BrowserOf, word: str) -> None:
    browser = browser_of("outlet_manager")
    parcels()
    assert found(browser, q=word) == {"YT1"}


@pytest.mark.parametrize("word", ["YT3", "JD", "9921", "773012345678", "' OR 1=1 --", "%", "\x00", "x" * 300])
def test_what_one_may_not_see_is_not_found(browser_of: BrowserOf, word: str) -> None:
    browser = browser_of("outlet_manager")
    parcels()
    assert found(browser, q=word) == set()
    assert "查无此件" in text_of(browser, "/subjects/", q="YT3")


def test_headquarters_finds_both_ends_of_one_phone(browser_of: BrowserOf) -> None:
    browser = browser_of("tracer")
    parcels()
    assert found(browser, q="5678") == {"YT1", "YT3"}
    assert found(browser, q="5678", site="SZ02") == {"YT3"}
    assert found(browser, q="5678", courier="SZ02009") == {"YT3"}


def test_old_and_new_numbers_lead_to_each_other(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    record(event("accepted", 90), event("relabelled", 60, to_number="YT9"), event("weighed", 30, "YT9"))
    assert found(browser, q="YT1") == found(browser, q="YT9") == {"YT1", "YT9"}


def test_pieces_lead_to_their_mother_and_to_each_other(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    record(*(event("accepted", 90, number) for number in ("M1", "C1", "C2")))
    record(*(event("child_declared", 80, child, mother="M1") for child in ("C1", "C2")))
    assert found(browser, q="C1") == found(browser, q="M1") == {"M1", "C1", "C2"}
    assert "子件" in words_of(text_of(browser, "/subjects/parcel/M1/"))


def test_a_number_without_its_brand(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    Brand.objects.get_or_create(unit=Unit.objects.get(code="SZ02"), brand="YT", site_code="S2", since=0)
    record(event("accepted", 90, "YT7700112233"))
    assert found(browser, q="7700112233") == {"YT7700112233"}


def test_a_courier_and_a_day(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    parcels()
    day = datetime.fromtimestamp((clock() - 20 * 60_000_000) / 1_000_000, UTC).astimezone(zone()).date()
    assert found(browser, courier="王红") == found(browser, courier="SZ01002", day=str(day)) == {"YT2"}
    assert found(browser, q="王红") == {"YT2"}
    assert found(browser, courier="SZ01002", day="2020-01-01") == set()
    assert found(browser, courier="SZ02009") == set()
    assert found(browser, courier="SZ01002", day="no day") == {"YT2"}


def test_what_was_at_a_site_today(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    record(event("accepted", 1), event("accepted", 0.5, "YT3", site="SZ02"))
    assert found(browser, q="SZ01") == found(browser, q="园区一部") == found(browser, site="SZ01") == {"YT1"}
    assert found(browser, site="SZ02") == set()


def test_the_top_of_each_page_finds(browser_of: BrowserOf) -> None:
    assert 'action="/subjects/"' in text_of(browser_of("outlet_manager"), "/subjects/")
    assert 'action="/subjects/"' not in text_of(browser_of("hr"), "/own")


def test_nothing_asked_says_what_to_do(browser_of: BrowserOf) -> None:
    assert "粘贴一批单号" in text_of(browser_of("courier"), "/subjects/")


@pytest.mark.parametrize("number", ["YT1", "a/b", "..", ".", "~2F", "苏E12345", "a b", "x" * 120, "\\"])
def test_every_number_has_an_address(number: str) -> None:
    converter = NumberConverter()
    written = converter.to_url(number)
    assert "/" not in written and written not in (".", "..")
    assert converter.to_python(written) == number
