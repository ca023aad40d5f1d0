"""The list and the page of standards: what each role sees of their figures, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tuotou.clockwork.clock import clock
from tuotou.operations.standards.shipped import take_in_shipped
from tuotou.store.models import Promise, Subject

BrowserOf = Callable[[str], Client]
HOUR = 3_600_000_000
CHINESE = re.compile("[一-鿿]")
PLAIN = "last-mile-hours"


@pytest.fixture
def held(company: None) -> None:
    """The shipped standards, as the platform holds them."""
    take_in_shipped(clock())


def promise(site: str, status: str = "broken", ago: int = 2, standard: str = PLAIN) -> Promise:
    """A promise of a site that was due some hours ago."""
    turn = Promise.objects.count()
    subject = Subject.objects.create(kind="parcel", number=f"YT{turn}")
    due = clock() - ago * HOUR
    more: dict[str, Any] = {"opens_at": due - HOUR, "due_at": due, "known_at": due, "opening": "e1", "per": []}
    return Promise.objects.create(
        id=f"p{turn}", subject=subject, standard=standard, version=2, trial=False, life=1, site=site, status=status,
        **more,
    )  # fmt: skip


def row(page: str) -> str:
    """The list's line of the standard."""
    found = re.search(rf'<tr><td[^>]*><a class="list-link" href="/standards/{PLAIN}/">.*?</tr>', page, re.S)
    assert found is not None
    return found[0]


def figures(page: str) -> list[str]:
    """The figures of a line: not in time, at risk."""
    return re.findall(r'<td class="text-end figure"[^>]*>\s*([\d,]+)\s*</td>', row(page))


def test_everybody_sees_the_figures_of_their_own_sites(held: None, browser_of: BrowserOf) -> None:
    for site, status in (("SZ01", "broken"), ("SZ02", "kept_late"), ("SZ02", "at_risk"), ("SZ02", "kept")):
        promise(site, status)
    promise("SZ01", ago=24 * 40)  # long ago
    address = f"/standards/?q={PLAIN}"

    assert figures(browser_of("hq_quality").get(address).content.decode()) == ["2", "1"]
    assert figures(browser_of("outlet_agent").get(address).content.decode()) == ["1", "0"]


def test_the_page_names_the_worst_sites_that_one_sees(held: None, browser_of: BrowserOf) -> None:
    for site in ("SZ01", "SZ02", "SZ02"):
        promise(site)

    whole = browser_of("hq_quality").get(f"/standards/{PLAIN}/").content.decode()
    own = browser_of("outlet_agent").get(f"/standards/{PLAIN}/").content.decode()

    worst = whole[whole.index("最没做到的网点") :]
    assert worst.index("园区二部") < worst.index("园区一部")
    assert "园区一部" in own and "园区二部" not in own


def test_no_more_questions_are_asked_for_more_promises(held: None, browser_of: BrowserOf) -> None:
    browser = browser_of("hq_quality")

    def asked(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert browser.get(address).status_code == 200
        return len(found)

    def both() -> tuple[int, int]:
        return asked("/standards/"), asked(f"/standards/{PLAIN}/")

    for _ in range(5):
        promise("SZ01")
    few = both()
    for turn in range(45):
        promise(f"S{turn}", standard=PLAIN if turn % 2 else "hub-sorted-8h")
    assert both() == few


def test_the_list_is_found_filtered_and_taken_away(held: None, browser_of: BrowserOf) -> None:
    browser = browser_of("hq_quality")
    promise("SZ01")
    late = browser.get("/standards/?kept=late").content.decode()
    assert late.count('class="list-link"') == 1
    red = browser.get("/standards/?level=red_line&stage=P").content.decode()
    assert "实名收寄" in red and "红线" in red and "中转八小时内分拣" not in red
    assert "中转八小时内分拣" in browser.get("/standards/?q=hub-sorted").content.decode()
    taken = b"".join(browser.get("/standards/?export=xlsx").streaming_content)  # type: ignore[arg-type]
    with ZipFile(BytesIO(taken)) as book:
        assert "实名收寄" in "".join(book.read(name).decode() for name in book.namelist() if "sheet1" in name)


def test_the_page_says_in_english_what_it_says_in_chinese(held: None, browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    browser.cookies["language"] = "en"
    for address in ("/standards/", f"/standards/{PLAIN}/", "/standards/calendars/cn/"):
        page = browser.get(address).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        own = re.sub(
            r"<pre.*?</pre>|<ol class=\"source-text\".*?</ol>|<div class=\"diff\".*?</div></div>", "", main, flags=re.S
        )
        words = re.sub(r"<p class=\"mb-1\">.*?</p>|<code>.*?</code>", "", own, flags=re.S)  # sources are names
        assert CHINESE.findall(words) == [], address


def test_scenarios_are_drawn_as_they_would_be_judged(held: None, browser_of: BrowserOf) -> None:
    shown = browser_of("outlet_manager").get("/standards/hub-sorted-8h/scenarios").content.decode()
    assert 'class="lane lane-due">✘' in shown and 'class="lane lane-kept">✔' in shown
    assert "迟到" in shown and "分拣" in shown


def test_what_is_not_there_is_not_found(held: None, browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    for address in ("nothing/", "nothing/scenarios", "calendars/nothing/", "commitments/nothing/"):
        assert browser.get(f"/standards/{address}").status_code == 404


def test_a_calendar_shows_its_holidays_and_what_is_not_announced(held: None, browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    known = browser.get("/standards/calendars/cn/?year=2026").content.decode()
    assert known.count('class="day holiday"') == 33 + 1  # and the legend's
    assert "还没有公布" not in known
    assert "还没有公布" in browser.get("/standards/calendars/cn/?year=2040").content.decode()
    assert browser.get("/standards/calendars/cn/?year=99999999999").status_code == 200


def test_a_table_says_what_an_order_would_be_promised(held: None, browser_of: BrowserOf) -> None:
    browser = browser_of("agent")
    order = {"origin": "320500", "destination": "320505", "at": "2026-03-02 10:00", "calendar": "cn"}
    near = browser.get("/standards/commitments/express/", order).content.decode()
    assert "2026-03-03 10:00:00" in near and "同城" in near
    far = browser.get("/standards/commitments/express/", {**order, "destination": "540100"}).content.decode()
    assert "2026-03-08 10:00:00" in far
    nonsense = browser.get("/standards/commitments/express/", {**order, "at": "soon"}).content.decode()
    assert "写成 2026-11-23 10:00" in nonsense


def test_the_words_of_a_clock_stand_apart_from_its_line(held: None, browser_of: BrowserOf) -> None:
    shown = browser_of("hq_quality").get("/standards/out-by-wave/").content.decode()
    line, _, words = shown.partition('<svg class="clockline"')[2].partition("</svg>")
    assert "<text" not in line, "words on a line run into each other"
    words = words.partition("</ol>")[0]
    assert words.count('<li class="mark-warn">') == 2 and "30 分钟" in words and "网点经理" in words
