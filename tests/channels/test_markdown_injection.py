"""Text that people typed stays text in every channel: no link, no mention, no bold, no tag is made of it."""

from __future__ import annotations

import pytest

from tuotou.notices import markdown
from tuotou.notices.markdown import CHAT, FEISHU, HTML, TEXT, escaped, lines

DIALECTS = {"html": HTML, "text": TEXT, "chat": CHAT, "feishu": FEISHU}
NASTY = [
    "](http://evil.example/)[点这里",
    "[点这里](http://evil.example/)",
    '<at user_id="all">所有人</at>',
    "<at id=all></at>",
    "<@all>",
    "<script>alert(1)</script>",
    "<http://evil.example/>",
    "**粗**",
    "一行\n# 另一行",
    "\\[a\\](http://evil.example/)",
    "![图](http://evil.example/x.png)",
    "`code`",
    "- 一项",
    "+ 一项",
    "1. 一项",
    "12) 一项",
    "-",
    "+86 (0551) 6-1.5",
]


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_a_site_called_so_stays_a_name(name: str, dialect: markdown.Dialect) -> None:
    said = "\n".join(lines(f"场地 **{escaped(name)}** 有 3 件", dialect))
    plain = dialect.text(markdown.one_line(name))
    before, after = dialect.paragraph
    assert said == f"{before}场地 {dialect.strong[0]}{plain}{dialect.strong[1]} 有 3 件{after}"


@pytest.mark.parametrize("name", NASTY)
def test_chat_apps_find_nothing_in_it(name: str) -> None:
    for dialect in (CHAT, FEISHU):
        said = dialect.text(markdown.one_line(name))
        assert not set(said) & set("<>[]*`")
        assert "(" not in said or "](" not in said


@pytest.mark.parametrize("name", NASTY)
def test_a_name_at_the_beginning_of_a_line_begins_no_list(name: str) -> None:
    assert lines(escaped(name), TEXT) == [markdown.one_line(name)]


def test_nobody_is_mentioned_and_addresses_stay() -> None:
    assert lines("@all @所有人 @13800138000 wang@tuotou.example", CHAT) == [
        "＠all ＠所有人 ＠13800138000 wang@tuotou.example"
    ]
    assert "＠所有人" in lines("请@所有人", FEISHU)[0]


def test_what_is_not_escaped_is_markdown() -> None:
    text = "**急** [查看](https://tuotou.example/w?id=1&a=(2))\n第二行\n\n- 甲\n- 乙\n\n1. 先\n2. 后"
    assert lines(text, TEXT) == [
        "急 查看 https://tuotou.example/w?id=1&a=(2)",
        "第二行",
        "",
        "- 甲",
        "- 乙",
        "",
        "1. 先",
        "2. 后",
    ]
    assert lines(text, CHAT)[0] == "**急** [查看](https://tuotou.example/w?id=1&a=%282%29)"
    page = "\n".join(lines(text, HTML))
    assert '<a href="https://tuotou.example/w?id=1&amp;a=(2)">查看</a><br>\n第二行</p>' in page
    assert page.count("<li>") == 4 and page.count("</ul>") == 2


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example"])
def test_links_lead_to_the_web_only(address: str) -> None:
    for dialect in DIALECTS.values():
        assert "href" not in "".join(lines(f"[看]({address})", dialect))
        assert "[看](" not in "".join(lines(f"[看]({address})", CHAT))


def test_a_title_is_one_line_of_text() -> None:
    assert markdown.title("第一\r\nBcc: all@x.example [a](http://b)", CHAT) == "第一 Bcc: all@x.example ［a］(http://b)"
