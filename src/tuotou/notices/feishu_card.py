"""A letter as a Feishu card: title in the colour of its level, text, buttons that call back."""

from __future__ import annotations

from typing import Any, Final

from tuotou.notices import markdown
from tuotou.notices.body import words
from tuotou.notices.letter import Letter

MOST: Final = 16_000
"""bytes of text; a card may have 30,000, a robot's message 20,480, and both count the JSON around it."""
COLOURS: Final = {"red_line": "red", "serious": "orange", "normal": "yellow"}


def card(letter: Letter, text: str | None = None) -> dict[str, Any]:
    """The JSON of a card of form 2.0; `text`: instead of the letter's."""
    title = markdown.one_line(letter.title)[:300]
    said = words(letter, markdown.FEISHU, MOST) if text is None else text
    elements: list[dict[str, Any]] = [{"tag": "markdown", "content": said}]
    for number, button in enumerate(letter.buttons):
        back = {"type": "callback", "value": {"act": button.act, "value": button.value}}
        label = {"tag": "plain_text", "content": markdown.one_line(button.label)}
        elements.append(
            {"tag": "button", "text": label, "type": "default" if number else "primary", "behaviors": [back]}
        )
    return {
        "schema": "2.0",
        "config": {"summary": {"content": title}},
        "header": {"title": {"tag": "plain_text", "content": title}, "template": COLOURS.get(letter.level, "blue")},
        "body": {"elements": elements},
    }
