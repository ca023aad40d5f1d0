"""The mapping of docs/mapping.md reads the table of docs/mapping.md."""

from __future__ import annotations

import re
from pathlib import Path

from feed_desk import Read

PAGE = Path(__file__).parents[2] / "docs" / "mapping.md"


def test_the_example_of_the_page_works_as_it_stands(read: Read) -> None:
    page = PAGE.read_text("utf-8")
    mapping = re.findall(r"```yaml\n(.*?)```", page, re.S)[0]
    table = "\n".join(line.strip() for line in page.splitlines() if line.startswith(("    运单号", "    YT88"))) + "\n"
    found = read(table.encode("gb18030"), mapping)
    assert found.trail("subject", "kind", "at", "site", "person") == [
        ("YT8812345678901", "out_for_delivery", "05-02 08:12:00", "南岗学府路", "王磊"),
        ("YT8812345678901", "signed", "05-02 09:30:15", "南岗学府路", "王磊"),
        ("YT8812345678902", "out_for_delivery", "05-02 08:13:00", "南岗学府路", "王磊"),
    ]
    assert found.findings == ["columns not used: 签收人, 重量kg"]


def test_every_piece_of_the_page_is_a_mapping_together_with_the_example(read: Read) -> None:
    pieces = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    base = pieces[0]
    header = "运单号,网点,小件员,派件时间,签收时间,本人签收,二派失败时间,原因,操作时间,子状态,状态\n"
    for piece in pieces[1:]:
        body = "events:\n" + piece if piece.startswith("  - ") else piece
        named = {line.split(":")[0] for line in body.splitlines() if re.match(r"\w", line)}
        kept = base.split("events:")[0] + ("" if "events" in named else "events:" + base.split("events:")[1])
        found = read(header + "YT1,南岗,王磊,2026-05-02 08:12,,,,,2026-05-02 08:12,,5\n", kept + body)
        assert found.events.height == (1 if "本人" not in piece else 0)
