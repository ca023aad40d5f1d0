"""The page is one file that fetches nothing, runs only its own script, and says everything in both languages."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from small_history import MORNING, scans, subject_of

from tuotou.cli.page.page import page
from tuotou.cli.page.subject import Subject
from tuotou.cli.voice import Language
from tuotou.core.standards.handbook import Handbook

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
EVIL = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


class Elements(HTMLParser):
    """Every element with its attributes, and whether each is closed in turn."""

    VOID = frozenset({"meta", "input", "col"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def told(html: str) -> dict[str, Any]:
    """The data that the page's script reads."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    assert found
    return dict(json.loads(found[1]))


def test_the_page_is_whole_and_fetches_nothing(html: str) -> None:
    elements = Elements(html)
    assert elements.open == []
    links = [link["href"] for link in elements.all("a")]
    anchors = {f"#{section['id']}" for section in elements.all("section")}
    assert links and set(links) == anchors
    asks = {"src", "srcset", "data", "action", "style", "onclick", "onload", "onerror"}
    assert not [each for each in elements.found if asks & each[1].keys()]
    assert "url(" not in html and "@import" not in html and "http:" not in html and "https:" not in html
    assert not elements.all("link") and not elements.all("iframe")


def test_only_its_own_script_and_style_may_run(html: str) -> None:
    policy = next(m["content"] for m in Elements(html).all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert policy and policy.startswith("default-src 'none'") and "unsafe" not in policy
    for name in ("style", "script"):
        body = re.search(rf"<{name}>(.*?)</{name}>", html, re.S)
        assert body
        assert f"{name}-src 'sha256-{b64encode(sha256(body[1].encode()).digest()).decode()}'" in policy


def test_what_comes_from_data_stays_text(company: Handbook) -> None:
    html = page(subject_of(scans(EVIL, 60, 7), company), Language.EN)
    elements = Elements(html)
    assert elements.open == []
    assert len(elements.all("script")) == 2 and not elements.all("img")
    assert EVIL in told(html)["sites"]
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("language", list(Language))
def test_every_word_is_there_in_both_languages_and_one_shows_first(subject: Subject, language: Language) -> None:
    html = page(subject, language)
    root = Elements(html).all("html")[0]
    assert root["lang"] == root["data-lang"] == language.value
    kinds = [attributes.get("class") for _, attributes in Elements(html).found]
    assert kinds.count("zh") == kinds.count("en") > 200
    assert all(len(pair) == 2 and all(pair) for pair in told(html)["words"].values())


def test_each_chart_is_named_and_has_its_table(html: str) -> None:
    for figure in re.findall(r"<figure>(.*?)</figure>", html, re.S):
        assert figure.count('role="img"') == 2, "one for desks, one for phones"
        assert len(re.findall(r'aria-label="[^"]+ · [^"]+"', figure)) == 2
        assert '<details class="behind">' in figure and "<table" in figure
    assert html.count("<figure>") == 5


def test_a_promise_opens_to_the_events_that_opened_and_kept_it(html: str, subject: Subject) -> None:
    data = told(html)
    total = subject.report.total
    assert len(data["promises"]) == total.broken + total.kept_late == subject.worst.all
    hours = next(turn for turn, one in enumerate(data["standards"]) if one["id"] == "last-mile-hours")
    late = [row for row in data["promises"] if row[0] == hours and not row[1]]
    assert len(late) == 7
    for _, _, life, site, person, opens, due, kept, opening, kept_by, _ in late:
        assert (data["sites"][site], data["persons"][person]) == ("CD01", "S1")
        assert (due - opens, kept - opens) == (6 * 3_600, 9 * 3_600)
        total_steps, *steps = data["trails"][life]
        assert total_steps == 2
        assert [(step[0], step[1]) for step in steps] == [(opening, opens), (kept_by, kept)]
        assert [data["kinds"][step[3]][0] for step in steps] == ["派件", "本人签收"]


def test_few_promises_are_shown_and_not_ranked(company: Handbook) -> None:
    html = page(subject_of(scans("CD01", 2, 0), company), Language.ZH)
    assert "不足 30 个，不比较" in html
    assert "0 个可比（n ≥ 30）" in html


def test_numbers_have_thousands_separators_and_say_n(company: Handbook) -> None:
    html = page(subject_of(scans("CD01", 1_200, 7), company), Language.ZH)
    assert "n = 1,2" in html
    assert not re.search(r">\d{4,}<", html)


def test_a_history_in_which_nothing_was_promised_has_a_page_too(company: Handbook) -> None:
    html = page(subject_of(scans("CD01", 5, 1), company, MORNING - 1), Language.ZH)
    assert Elements(html).open == []
    for words in ("没有产生承诺", "还没有承诺到期", "没有已到结果的承诺", "没有足够多做完的承诺"):
        assert words in html


def test_it_says_which_data_would_tell_most(html: str, subject: Subject) -> None:
    silent = [one for one in subject.report.silent if any("accepted" in each.kinds for each in one.opens)]
    row = re.search(r'<small>accepted</small></th><td class="number"[^>]*>(\d+)</td>', html)
    assert row and int(row[1]) == len(silent) > 3
    assert "<small>out_for_delivery</small></th>" not in html, "it is there already"


def test_standards_that_were_always_kept_are_folded_away(html: str, subject: Subject) -> None:
    always = {line.standard.id for line in subject.report.standards if line.counts.counted and not line.counts.not_kept}
    folded = "".join(re.findall(r"项全部按时.*?</details></div>|项全部按时.*?</table>", html, re.S))
    assert always and all(f"{id} v" in folded for id in always)


@pytest.mark.heavy
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_runs_the_script_and_fills_the_list(html: str, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(html, "utf-8")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/browser"]
    run = subprocess.run([*command, "--dump-dom", path.as_uri()], capture_output=True, text=True, check=True)
    rows = run.stdout[run.stdout.index('<div id="rows">') :]
    assert rows.count('class="outcome broken"') >= 2
    assert "出仓六小时内妥投" in rows
