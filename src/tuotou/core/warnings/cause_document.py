"""Reads the causes that explain many: fields in, `CauseRule` by name out; problems stay on the fields."""

from __future__ import annotations

from collections.abc import Mapping

from tuotou.core.document import Fields
from tuotou.core.standards.deadline import clock
from tuotou.core.standards.role import ROLES
from tuotou.core.standards.standard import LEVELS
from tuotou.core.warnings.cause import REACHES, CauseRule, Sign
from tuotou.core.warnings.known import Known, among


def causes(fields: Fields, known: Known, codes: Mapping[str, object]) -> dict[str, CauseRule]:
    """The causes of a document, in its order: the first that fits counts."""
    found = {}
    for name in fields.names():
        inner = fields.fields(name)
        if inner is not None:
            found[name] = _cause(name, inner, known, codes)
            inner.finish()
    return found


def _cause(name: str, fields: Fields, known: Known, codes: Mapping[str, object]) -> CauseRule:
    return CauseRule(
        id=name,
        title=fields.bilingual("title"),
        level=fields.choice("level", LEVELS),
        tell=fields.choice("tell", tuple(ROLES)),
        code=fields.choice("code", tuple(codes)),
        sign=_sign(fields, known),
        reach=fields.choice("reach", REACHES),
        explains=among(fields, "explains", known.standards),
        lasts=clock(fields, "lasts", required=True) or 0,
        most=clock(fields, "most", required=True) or 0,
    )


def _sign(fields: Fields, known: Known) -> Sign:
    inner = fields.fields("sign")
    if inner is None:
        fields.missing("sign", "{standards: […]}, {events: […], until: […]} or {exemptions: […]}")
        return Sign()
    sign = Sign(
        standards=among(inner, "standards", known.standards),
        at_least=inner.integer("at_least", 1),
        events=among(inner, "events", known.kinds),
        until=among(inner, "until", known.kinds),
        exemptions=among(inner, "exemptions", known.exemptions),
    )
    inner.finish()
    if sum(map(bool, (sign.standards, sign.events, sign.exemptions))) != 1:
        fields.problem("sign", "a cause shows in one way", "one of standards, events and exemptions")
    if sign.crowd and fields.text("reach", "site") != "site":
        fields.problem("reach", "many at one site show something of the site", "write reach: site")
    return sign
