"""A provider's document: YAML in, how its gateway is asked and what its answers mean out; every problem with its line.

And the document of approved texts: the name that a letter's template has here, the provider's id, the text with gaps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import md5
from hmac import digest
from importlib.resources import files
from pathlib import Path
from typing import Final

from tuotou.core.document import Fields, Problem, read, suggest
from tuotou.notices.sms_gateway.gaps import filled, gaps

SHIPPED: Final = ("json_hmac", "form_md5")
BEFORE: Final = ("to", "account", "secret", "sign", "template", "text", "parameters", "id", "timestamp", "timestamp_ms")
"""Gaps that are known before it is signed."""
GAPS: Final = (*BEFORE, "signature")
SIGNATURES: Final = ("none", "hmac_sha256", "md5")


@dataclass(frozen=True, slots=True)
class Said:
    """Where an answer says what."""

    code: str
    well: tuple[str, ...]  # codes that mean: it has it
    later: tuple[str, ...]  # codes that mean: not now
    message: str
    receipt: str


@dataclass(frozen=True, slots=True)
class Provider:
    """How a gateway is asked."""

    name: str
    path: str
    method: str
    form: str  # json or form
    headers: Mapping[str, str]
    body: Mapping[str, str]
    signature: str  # one of `SIGNATURES`
    over: str  # what is signed
    said: Said

    def signed(self, values: Mapping[str, str]) -> str:
        """In lower-case hexadecimal digits; empty where the provider wants none."""
        if self.signature == "none":
            return ""
        over = filled(self.over, values).encode()
        if self.signature == "md5":  # as the provider wants it: it hides nothing, it says who asks
            return md5(over, usedforsecurity=False).hexdigest()
        return digest(values["secret"].encode(), over, "sha256").hex()


@dataclass(frozen=True, slots=True)
class Approved:
    """A text that the provider has approved."""

    id: str
    text: str


def load_provider(name: str) -> tuple[Provider | None, list[Problem]]:
    """A shipped document by its name, or one of the company's by its file."""
    fields, problems = _read(name)
    if fields is None:
        return None, problems
    provider = Provider(
        name=fields.text("provider"),
        path=fields.text("path"),
        method=fields.choice("method", ("POST", "GET"), "POST"),
        form=fields.choice("form", ("json", "form"), "json"),
        headers=_texts(fields, "headers", GAPS),
        body=_texts(fields, "body", GAPS),
        signature=fields.choice("signature", SIGNATURES, "none"),
        over=_text(fields, "over", BEFORE),
        said=_said(fields.fields("answer") or fields),
    )
    fields.bilingual("title")
    fields.finish()
    return (None if problems else provider), problems


def load_approved(name: str) -> tuple[Mapping[str, Approved], list[Problem]]:
    """The company's texts by the name that a letter's template has."""
    fields, problems = _read(name)
    if fields is None:
        return {}, problems
    texts = {}
    for template in fields.names():
        inner = fields.fields(template)
        if inner is not None:
            texts[template] = Approved(inner.text("id"), inner.text("text"))
            inner.finish()
    return texts, problems


def _read(name: str) -> tuple[Fields | None, list[Problem]]:
    if name in SHIPPED:
        return read((files(__package__) / "providers" / f"{name}.yaml").read_text("utf-8"), f"{name}.yaml")
    try:
        return read(Path(name).read_text("utf-8"), name)
    except (OSError, UnicodeDecodeError) as error:
        right = f"a file that can be read, or one of: {', '.join(SHIPPED)}"
        return None, [Problem(name, 1, 1, f"cannot be read: {type(error).__name__}", right)]


def _texts(fields: Fields, name: str, known: tuple[str, ...]) -> Mapping[str, str]:
    inner = fields.fields(name)
    return {} if inner is None else {each: _text(inner, each, known) for each in inner.names()}


def _text(fields: Fields, name: str, known: tuple[str, ...]) -> str:
    text = fields.text(name, "")
    for gap in gaps(text):
        if gap not in known:
            fields.problem(name, f"there is no gap {{{gap}}}", suggest(gap, known))
    return text


def _said(fields: Fields) -> Said:
    said = Said(
        code=fields.text("code"),
        well=fields.words("well"),
        later=fields.words("later"),
        message=fields.text("message", ""),
        receipt=fields.text("receipt", ""),
    )
    fields.finish()
    return said
