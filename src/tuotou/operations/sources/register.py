"""What people do with sources: add one, enable and disable it, remove it. Who did it stands in the audit."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tuotou.core.document import suggest
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds import FeedMapping, parse_mapping
from tuotou.feeds.broker import Where, WrongWhere, check
from tuotou.feeds.brokers import KINDS
from tuotou.feeds.shipped import SHIPPED, shipped_mapping
from tuotou.operations.warnings.handling import CannotDo, Hand, NotThere
from tuotou.store.models import AuditEntry, Source
from tuotou.store.whole import writing

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source as somebody wants it."""

    where: Where
    kind: str
    mapping: str = ""  # a shipped mapping, or the file that the document is of
    document: str = ""
    site: str = ""
    silent_after: int | None = field(default=None)  # s


class NoSource(NotThere):
    """There is no source of this name."""

    def __init__(self, name: str) -> None:
        known = list(Source.objects.values_list("name", flat=True))
        super().__init__(f"there is no source '{name}'", suggest(name, known) if known else "add it first")


def add_source(wanted: Wanted, vocabulary: Vocabulary, hand: Hand, replace: bool = False) -> Source:
    """Add a source, or with `replace` let one be read otherwise from now on; its counts stay. Raises `CannotDo`."""
    _check(wanted, vocabulary)
    where = wanted.where
    values = {
        "kind": wanted.kind,
        "address": where.address,
        "options": dict(where.options),
        "secrets": json.dumps(dict(where.secrets)) if where.secrets else "",
        "mapping": wanted.mapping,
        "document": wanted.document,
        "site": wanted.site,
        "silent_after": wanted.silent_after,
        "changed_at": hand.now,
    }
    with writing():
        known = Source.objects.filter(name=where.name).exists()
        if known and not replace:
            raise CannotDo(f"there is a source '{where.name}' already", "--replace lets it be read otherwise")
        Source.objects.update_or_create(name=where.name, defaults=values)
        _audit("replace" if known else "add", where.name, hand, _seen(values, where.secrets))
    return source(where.name)


def enable_source(name: str, hand: Hand, enabled: bool = True) -> Source:
    """Let it be read, or not: whoever reads it hears of it within seconds. Raises `NoSource`."""
    with writing():
        one = source(name, held=True)
        one.enabled, one.changed_at = enabled, hand.now
        if not enabled and one.silent_since is not None and one.heard_at is None:
            one.heard_at = hand.now  # nobody expects anything of it any more
        one.save(update_fields=["enabled", "changed_at", "heard_at"])
        _audit("enable" if enabled else "disable", name, hand, {})
    return one


def remove_source(name: str, hand: Hand) -> None:
    """Remove it with what it refused; what it recorded stays. Raises `NoSource` and `CannotDo`."""
    with writing():
        one = source(name, held=True)
        if one.enabled:
            raise CannotDo(f"source '{name}' is being read", "disable it first")
        if one.silent_since is not None:
            raise CannotDo(f"that source '{name}' is silent no more is still to be told", "wait until tuotou serve did")
        refused = one.refusals.count()
        one.delete()
        _audit("remove", name, hand, {"refused": refused})


def source(name: str, held: bool = False) -> Source:
    """The source of a name, without its secrets. Raises `NoSource`."""
    found = Source.objects.filter(name=name).defer("secrets")
    one = (found.select_for_update() if held else found).first()
    if one is None:
        raise NoSource(name)
    return one


def where(one: Source) -> Where:
    """Where a source is read, secrets included. Raises `store.sealed.NotOurs`."""
    return Where(one.name, one.address, one.options, json.loads(one.secrets or "{}"))


def mapping_of(one: Source, vocabulary: Vocabulary) -> FeedMapping | None:
    """The mapping that a source is read by; None: its messages are events. Raises `CannotDo`."""
    return _mapping(one.mapping, one.document, vocabulary)


def _check(wanted: Wanted, vocabulary: Vocabulary) -> None:
    name, kind = wanted.where.name, KINDS.get(wanted.kind)
    if not NAME.fullmatch(name):
        raise CannotDo(f"'{name}' is no name", "up to 64 letters, digits, dots, hyphens and underscores")
    if kind is None:
        raise CannotDo(f"brokers of kind '{wanted.kind}' are not read", suggest(wanted.kind, list(KINDS)))
    if wanted.silent_after is not None and wanted.silent_after < 1:
        raise CannotDo("a source is silent after a second at the earliest", "a number of seconds, for example 600")
    try:
        check(kind, wanted.where)
    except WrongWhere as error:
        raise CannotDo(error.what, error.right) from error
    mapping = _mapping(wanted.mapping, wanted.document, vocabulary)
    if mapping is not None and mapping.snapshot:
        what = f"mapping '{mapping.name}' reads whole lists: what vanished from one is told by the list before it"
        raise CannotDo(what, "push files of it with tuotou feed push; or write one without snapshot")


def _mapping(name: str, document: str, vocabulary: Vocabulary) -> FeedMapping | None:
    if not name:
        return None
    if not document and name not in SHIPPED:
        raise CannotDo(f"there is no mapping '{name}'", suggest(name, SHIPPED))
    text, file = (document, name) if document else shipped_mapping(name)
    mapping, problems = parse_mapping(text, file, vocabulary)
    if mapping is None:
        first = problems[0]
        raise CannotDo(f"{first.file}:{first.line}:{first.column}: {first.what}", first.right)
    return mapping


def _seen(values: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, Any]:
    """What the audit may hold: of secrets only their names."""
    plain = {name: value for name, value in values.items() if name not in ("secrets", "document", "changed_at")}
    return {**plain, "secrets": sorted(secrets)}


def _audit(verb: str, name: str, hand: Hand, details: dict[str, Any]) -> None:
    if not hand.by:
        raise CannotDo("nobody changes no source", "name your staff number")
    AuditEntry.objects.create(at=hand.now, who=hand.by, act=f"source.{verb}", what=f"source {name}", details=details)
