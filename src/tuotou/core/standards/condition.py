"""Conditions: SQL's words over an event's attributes and a trail's facts, as one checked Polars expression.

Three-valued throughout: no value on the event means *cannot say* (kernel rules 20, 21, 69).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import polars as pl
from polars.exceptions import PolarsError

from tuotou.core.document import suggest
from tuotou.core.standards.condition_text import Flaw, Token, tokens
from tuotou.core.standards.condition_tree import Misfit, and_terms, columns, type_of
from tuotou.core.trail.vocabulary import DTYPES, Vocabulary

BASE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("site", "person", "source", "kind", "subject"), "text"),
    "hour": "integer",  # of the local day at which it happened, 0 to 23
    "lag_minutes": "number",  # from when it happened to when it was recorded
}
"""What a condition may read of every event, with its type."""

_TYPES: Final[Mapping[str, str]] = {
    "text": "text", "list": "text", "number": "number", "integer": "number", "flag": "flag", "instant": "instant",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition, parsed and checked: true, false or null for each row of a frame."""

    text: str
    expr: pl.Expr = field(compare=False)  # Boolean; reads `columns`, and each fact as the column "parcel.product"
    columns: tuple[str, ...]  # attributes and base columns of the event itself
    facts: tuple[str, ...]  # facts of the trail, for example "parcel.product"
    terms: int  # conditions joined by AND at the top


@dataclass(frozen=True, slots=True)
class Ground:
    """What a condition stands on: the words there are, whose trail it reads, and of which event kinds."""

    vocabulary: Vocabulary
    subject: str
    kinds: Sequence[str] = ()  # empty: attributes are not checked against kinds

    def carried(self, attribute: str) -> bool:
        """Whether one of the kinds may carry the attribute."""
        kinds = [self.vocabulary.kinds[name] for name in self.kinds if name in self.vocabulary.kinds]
        return not kinds or any(attribute in kind.attributes for kind in kinds)

    def dtype(self, name: str) -> pl.DataType:
        """The column type of an attribute, base column or fact."""
        return DTYPES[self.type(name)]

    def type(self, name: str) -> str:
        """The type of an attribute, base column or fact, as the vocabulary says it."""
        attribute = name.rpartition(".")[2]
        return BASE[name] if name in BASE else self.vocabulary.attributes[attribute].type


def parse_condition(text: str, ground: Ground) -> tuple[Condition | None, list[Flaw]]:
    """A condition from its text; None where it has flaws: where in the text, what, what would be right."""
    found, flaw = tokens(text)
    if flaw is not None:
        return None, [flaw]
    names = [token for token in found if token.kind == "name"]
    flaws = [flaw for token in names if (flaw := _name_flaw(token, ground))]
    if flaws:
        return None, flaws
    read = _parsed(text, tuple((token.text, ground.type(token.text)) for token in names))
    return (read, []) if isinstance(read, Condition) else (None, [read])


@lru_cache(maxsize=1024)  # the same text is read where its standard is checked, and again where it is compiled
def _parsed(text: str, names: tuple[tuple[str, str], ...]) -> Condition | Flaw:
    """A condition over names of known types; or the flaw that Polars, or its tree, shows."""
    found = tokens(text)[0]
    try:
        expr = pl.sql_expr(" ".join(token.sql for token in found))
        tree = json.loads(expr.meta.serialize(format="json"))
        if type_of(tree, {name: _TYPES[kind] for name, kind in names}) != "flag" or not names:
            return Flaw(0, "this is no yes or no about the event", "compare an attribute, for example with =")
        pl.DataFrame(schema={name: DTYPES[kind] for name, kind in names}).select(expr.alias("condition"))
    except Misfit as misfit:
        at = next((token.offset for token in found if token.text == misfit.column), 0)
        return Flaw(at, misfit.what, misfit.right)
    except PolarsError:  # also where it passed the fences, and Polars cannot compute it
        return Flaw(0, f"'{text}' cannot be read as a condition", "for example site LIKE 'HUB%' AND pieces > 1")
    read = columns(tree)
    own = tuple(name for name in read if "." not in name)
    return Condition(text, expr, own, tuple(name for name in read if "." in name), and_terms(tree))


def _name_flaw(token: Token, ground: Ground) -> Flaw | None:
    owner, dot, attribute = token.text.rpartition(".")
    if dot and owner != ground.subject:
        return _owner_flaw(token, owner, ground)
    known = ground.vocabulary.attributes
    if attribute not in known and (dot or attribute not in BASE):
        near = (*(name for name in sorted(known) if ground.carried(name)), *(() if dot else BASE))
        return Flaw(token.offset, f"there is no attribute '{attribute}'", suggest(attribute, (*near, *sorted(known))))
    if not dot and attribute not in BASE and not ground.carried(attribute):
        kinds = ", ".join(ground.kinds[:3])
        right = f"write {ground.subject}.{attribute} for what the trail knows"
        return Flaw(token.offset, f"'{attribute}' is not carried by {kinds}", right)
    return None


def _owner_flaw(token: Token, owner: str, ground: Ground) -> Flaw:
    """Rule 44: no condition reads another subject; what must be known is stamped into the opening event."""
    if owner not in ground.vocabulary.subjects:
        right = suggest(owner, [ground.subject])
        return Flaw(token.offset, f"there is no subject '{owner}'", right)
    right = f"read {ground.subject}.… or an attribute of the event itself"
    return Flaw(token.offset, f"a condition on a {ground.subject} cannot read a {owner}", right)
