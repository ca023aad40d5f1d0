"""Conditions: SQL's words over an event's attributes and a trail's facts, as one checked Polars expression.

Three-valued throughout: no value on the event means *cannot say* (kernel rules 20, 21, 69).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import polars as pl
from polars.exceptions import PolarsError

from tuotou.core.document import suggest
from tuotou.core.standards.condition_text import SQL, Flaw, Token, pieces, tokens
from tuotou.core.standards.condition_tree import Misfit, and_terms, columns, misfit_of, operands, type_of
from tuotou.core.trail.vocabulary import DTYPES, Vocabulary

BASE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("site", "person", "source", "kind", "subject"), "text"),
    "hour": "integer",  # of the local day at which it happened, 0 to 23
    "lag_minutes": "number",  # from when it happened to when it was recorded
}
"""What a condition may read of every event, with its type."""

_TYPES: Final[Mapping[str, str]] = {
    "": "nothing", "text": "text", "list": "text",
    "number": "number", "integer": "number", "flag": "flag", "instant": "instant",
    "veiled": "what nobody compares",
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
    found, flaws = tokens(text)
    told = {flaw.offset for flaw in flaws}
    names = [token for token in found if token.kind == "name"]
    unknown = {
        token.offset: flaw for token in names if token.offset not in told and (flaw := _name_flaw(token, ground))
    }
    readable = not flaws and not any(_is_sql(names_, ground) for names_ in names)
    read: Condition | Sequence[Flaw] = ()
    if readable:  # a name that nobody knows fits everywhere, so that all else is still checked
        read = _parsed(text, tuple((t.text, "" if t.offset in unknown else ground.type(t.text)) for t in names))
    if isinstance(read, Condition):
        return (None, list(unknown.values())) if unknown else (read, [])
    return None, sorted({*flaws, *unknown.values(), *read})


@lru_cache(maxsize=1024)  # the same text is read where its standard is checked, and again where it is compiled
def _parsed(text: str, names: tuple[tuple[str, str], ...]) -> Condition | tuple[Flaw, ...]:
    """A condition over names and their types ("": any); or the flaws that Polars, or its tree, shows."""
    found, types = tokens(text)[0], {name: _TYPES[kind] for name, kind in names}
    try:
        expr = pl.sql_expr(" ".join(token.sql for token in found))
        tree = json.loads(expr.meta.serialize(format="json"))
        if type_of(tree, types) != "flag" or not names:
            return (Flaw(0, "this is no yes or no about the event", "compare an attribute, for example with ="),)
        if "" not in dict(names).values():
            pl.DataFrame(schema={name: DTYPES[kind] for name, kind in names}).select(expr.alias("condition"))
    except Misfit as misfit:
        return _misfits(tree, found, types) or (_flaw(misfit, found),)
    except PolarsError:  # also where it passed the fences, and Polars cannot compute it
        return (Flaw(0, f"'{text}' cannot be read as a condition", "for example site LIKE 'HUB%' AND pieces > 1"),)
    read = columns(tree)
    own = tuple(name for name in read if "." not in name)
    return Condition(text, expr, own, tuple(name for name in read if "." in name), and_terms(tree))


def _misfits(tree: Any, found: Sequence[Token], types: Mapping[str, str]) -> tuple[Flaw, ...]:
    """What does not fit in each operand of AND and OR, told where that operand stands."""
    each, where = operands(tree), pieces(found)
    if len(each) != len(where):  # a comparison of comparisons
        return ()
    misfits = ((misfit_of(node, types), piece) for node, piece in zip(each, where, strict=True))
    return tuple(dict.fromkeys(_flaw(misfit, piece) for misfit, piece in misfits if misfit))


def _flaw(misfit: Misfit, found: Sequence[Token]) -> Flaw:
    named = (token.offset for token in found if token.text == misfit.column)
    return Flaw(next(named, found[0].offset if found else 0), misfit.what, misfit.right)


def _is_sql(token: Token, ground: Ground) -> bool:
    """Whether a name is a word of SQL and no attribute."""
    return token.text.upper() in SQL and token.text not in ground.vocabulary.attributes


def _name_flaw(token: Token, ground: Ground) -> Flaw | None:
    owner, dot, attribute = token.text.rpartition(".")
    if dot and owner != ground.subject:
        return _owner_flaw(token, owner, ground)
    known = ground.vocabulary.attributes
    if _is_sql(token, ground):
        what = f"'{token.text}' is a word of SQL that means nothing in a condition"
        return Flaw(token.offset, what, "allowed: AND OR NOT IN BETWEEN LIKE IS NULL and abs(…)")
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
