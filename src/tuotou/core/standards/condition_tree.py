"""The tree of a condition, as Polars parsed it: every node is on the list, and every type fits.

The second fence behind the words: what is not named here does not reach the evaluator (kernel rule 69).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, Final

import polars as pl

Node = Any  # a node of Polars' JSON: a mapping with one key, the node's name

_COMPARISONS: Final = ("Eq", "Gt", "GtEq", "Lt", "LtEq")
_ARITHMETIC: Final = ("Plus", "Minus")  # times and divided by are functions of Polars' SQL
_LITERALS: Final = {"String": "text", "Boolean": "flag", "Null": "nothing"}
_ORDERED: Final = frozenset({"text", "number", "instant", "nothing"})


class Misfit(Exception):
    """A node that may not stand where it stands; `column` is the first name in it."""

    def __init__(self, what: str, right: str, column: str | None) -> None:
        super().__init__(what)
        self.what, self.right, self.column = what, right, column


def type_of(node: Node, types: Mapping[str, str]) -> str:
    """The type of an expression: text, number, flag, instant or nothing (NULL).

    `types` gives the type of each column. Raises `Misfit` where a node is not allowed or types do not fit.
    """
    name, body = next(iter(node.items())) if isinstance(node, dict) else (str(node), None)
    check = _NODES.get(name)
    if check is None:
        raise Misfit(
            "this is more than a condition may say", "compare attributes with AND, OR, NOT", first_column(node)
        )
    return check(body, types)


def operands(node: Node) -> list[Node]:
    """What AND, OR and NOT join, left to right."""
    binary = node.get("BinaryExpr") if isinstance(node, dict) else None
    if binary is not None and binary["op"] in ("And", "Or"):
        return [*operands(binary["left"]), *operands(binary["right"])]
    function = node.get("Function") if isinstance(node, dict) else None
    if function is not None and function["function"] == {"Boolean": "Not"}:
        return operands(function["input"][0])
    if isinstance(node, dict) and "Cast" in node:  # comes with NOT
        return operands(node["Cast"]["expr"])
    return [node]


def misfit_of(node: Node, types: Mapping[str, str]) -> Misfit | None:
    """What does not fit in one of the operands, each of which must be a yes or no."""
    try:
        _need("flag", type_of(node, types), node)
    except Misfit as misfit:
        return misfit
    return None


def first_column(node: Node) -> str | None:
    """The first column name in a tree, left to right."""
    if isinstance(node, dict):
        column = node.get("Column")
        if isinstance(column, str):
            return column
        node = list(node.values())
    inner = (first_column(item) for item in node) if isinstance(node, list) else iter(())
    return next((column for column in inner if column), None)


def columns(node: Node) -> tuple[str, ...]:
    """All column names of a tree, each once, left to right."""
    if isinstance(node, dict):
        if isinstance(node.get("Column"), str):
            return (node["Column"],)
        node = [] if "Literal" in node else list(node.values())  # a list of values is thousands of bytes, and no name
    found = (name for item in node for name in columns(item)) if isinstance(node, list) else ()
    return tuple(dict.fromkeys(found))


def and_terms(node: Node) -> int:
    """How many conditions are joined by AND at the top: what makes one scope narrower than another (rule 34)."""
    binary = node.get("BinaryExpr") if isinstance(node, dict) else None
    if binary is None or binary["op"] != "And":
        return 1
    return and_terms(binary["left"]) + and_terms(binary["right"])


def _column(name: str, types: Mapping[str, str]) -> str:
    if name not in types:  # a keyword where a name should stand
        raise Misfit(f"'{name}' stands where a name should", "for example site LIKE 'HUB%' AND pieces > 1", name)
    return types[name]


def _literal(body: Node, types: Mapping[str, str]) -> str:
    if "Dyn" in body:
        return "number"
    if "Series" in body:
        return _list_type(body["Series"])
    kind = next(iter(body.get("Scalar", {"?": None})))
    if kind not in _LITERALS:
        raise Misfit("a value may be text, a number, true, false or NULL", "give an instant as an attribute", None)
    return _LITERALS[kind]


def _list_type(stored: list[int]) -> str:
    """The type of the values of IN (…), which Polars keeps as one Arrow list."""
    values = pl.read_ipc_stream(io.BytesIO(bytes(stored))).to_series().dtype
    inner = values.inner if isinstance(values, pl.List) else values
    if inner == pl.String:
        return "text"
    if inner == pl.Boolean:
        return "flag"
    return "nothing" if inner == pl.Null else "number"


def _binary(body: Node, types: Mapping[str, str]) -> str:
    sign = body["op"]
    if sign in _ARITHMETIC:
        return _numbers([body["left"], body["right"]], types)
    left, right = type_of(body["left"], types), type_of(body["right"], types)
    if sign in ("And", "Or"):
        _need("flag", left, body["left"])
        return _need("flag", right, body["right"])
    if sign not in _COMPARISONS:
        raise Misfit("this is more than a condition may say", "compare with = <> < <= > >=", first_column(body))
    if sign != "Eq" and not {left, right} <= _ORDERED:
        raise Misfit("a flag has no order", "write flag = true", first_column(body))
    return _same(left, right, body)


def _function(body: Node, types: Mapping[str, str]) -> str:
    function = body["function"]
    family, name = next(iter(function.items())) if isinstance(function, dict) else (function, None)
    if family == "StringExpr":  # LIKE, whichever way Polars found to compute it
        _need("text", type_of(body["input"][0], types), body["input"][0])
        return "flag"
    check = next((check for family_, name_, check in _FUNCTIONS if (family, name) == (family_, name_)), None)
    if check is None:
        raise Misfit("this function is not for conditions", "only abs(…)", first_column(body))
    return check(body["input"], types)


def _is_null(inputs: list[Node], types: Mapping[str, str]) -> str:
    type_of(inputs[0], types)
    return "flag"


def _not(inputs: list[Node], types: Mapping[str, str]) -> str:
    return _need("flag", type_of(inputs[0], types), inputs[0])


def _numbers(inputs: list[Node], types: Mapping[str, str]) -> str:
    for one in inputs:
        _need("number", type_of(one, types), one)
    return "number"


def _in(inputs: list[Node], types: Mapping[str, str]) -> str:
    return _same(type_of(inputs[0], types), type_of(inputs[1], types), inputs[0])


def _division(inputs: list[Node], types: Mapping[str, str]) -> str:
    divisor = next(iter(inputs[1].get("Literal", {}).get("Dyn", {}).values()), 0)
    if divisor == 0:  # an unknown divisor may be nought, and infinity would be taken for a value
        raise Misfit(
            "divide by a number other than 0 only", "write a > 0.9 * b instead of a / b > 0.9", first_column(inputs)
        )
    return _numbers(inputs[:1], types)


def _cast(body: Node, types: Mapping[str, str]) -> str:
    """NOT and IN (…, NULL) come with a cast to Boolean, which changes nothing of a flag."""
    return _need("flag", type_of(body["expr"], types), body["expr"])


def _need(wanted: str, got: str, node: Node) -> str:
    if got not in (wanted, "nothing"):
        what = {"flag": "a yes or no", "number": "a number", "text": "text"}[wanted]
        raise Misfit(f"{_shown(node)} is {_article(got)}, not {what}", _HINTS[wanted], first_column(node))
    return wanted


def _same(left: str, right: str, node: Node) -> str:
    if left != right and "nothing" not in (left, right):
        what = f"{_shown(node)} compares {_article(left)} with {_article(right)}"
        raise Misfit(what, "text stands in single quotes, numbers without", first_column(node))
    return "flag"


def _article(kind: str) -> str:
    return {"text": "text", "nothing": "nothing"}.get(kind, f"an {kind}" if kind == "instant" else f"a {kind}")


def _shown(node: Node) -> str:
    name = first_column(node)
    return f"'{name}'" if name else "this"


_HINTS: Final = {
    "flag": "compare it, for example with = or IS NULL",
    "number": "calculate with numbers only; a time between two events is a promise of its own",
    "text": "LIKE is for text",
}
_FUNCTIONS: Final = (
    ("Abs", None, _numbers),
    ("Boolean", "IsNull", _is_null),
    ("Boolean", "IsNotNull", _is_null),
    ("Boolean", "Not", _not),
    ("Sql", {"IsIn": {"nulls_equal": False}}, _in),
    ("Sql", {"Binary": "Mul"}, _numbers),
    ("Sql", {"Binary": "Div"}, _division),
)
_NODES: Final[Mapping[str, Callable[[Node, Mapping[str, str]], str]]] = {
    "Column": _column,
    "Literal": _literal,
    "BinaryExpr": _binary,
    "Function": _function,
    "Cast": _cast,
}
