"""Numbers in addresses: whatever characters one has, its address leads to it and to nothing else."""

from __future__ import annotations

import re
from typing import Final

from django.urls import register_converter, reverse

ESCAPED: Final = {"~": "~7E", "/": "~2F", "\\": "~5C"}
DOTS: Final = re.compile(r"^\.{1,2}$")


class NumberConverter:
    """`<number:number>` of a route: slashes are written as ~2F, for servers and browsers would take them apart."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """The number. Raises `ValueError` where it is none."""
        number = re.sub(r"~([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), value)
        if len(number) > 120 or "\x00" in number:
            raise ValueError(value)
        return number

    def to_url(self, value: str) -> str:
        """As it stands in an address."""
        escaped = "".join(ESCAPED.get(each, each) for each in value)
        return escaped.replace(".", "~2E") if DOTS.match(value) else escaped


register_converter(NumberConverter, "number")


def address(kind: str, number: str) -> str:
    """The address of a subject's page."""
    return reverse("subject", args=(kind, number))
