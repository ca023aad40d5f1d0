"""What the company does about a broken promise, as shipped documents: whom it warns and how, what it excuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tuotou.core.document import Problem
from tuotou.core.exemptions.document import parse_kinds
from tuotou.core.exemptions.kind import ExemptionKind
from tuotou.core.notices.document import DOCUMENTS as NOTICES
from tuotou.core.notices.document import Named, parse_notices
from tuotou.core.notices.rules import NoticeRules
from tuotou.core.standards.handbook import Handbook
from tuotou.core.warnings.document import DOCUMENTS, parse_rules
from tuotou.core.warnings.known import Known
from tuotou.core.warnings.rules import WarningRules
from tuotou.handbook import NOTHING, BrokenHandbook, standards_of
from tuotou.handbook.dictionaries import needed_by_buttons, with_codes
from tuotou.handbook.ground import SHIPPED, Ground


@dataclass(frozen=True, slots=True)
class Response:
    """The handbook, and what stands on it."""

    handbook: Handbook
    warnings: WarningRules
    exemptions: Mapping[str, ExemptionKind]
    notices: NoticeRules


def load_response(handbook: Handbook, folder: Path = SHIPPED, own: Ground = NOTHING) -> Response:
    """The documents of `warnings/`, `notices/`, `exemptions/`. Raises `BrokenHandbook` with every problem."""
    response, problems = read_response(handbook, folder, own)
    if response is None:
        raise BrokenHandbook(problems)
    return response


def read_response(
    handbook: Handbook, folder: Path = SHIPPED, own: Ground = NOTHING
) -> tuple[Response | None, list[Problem]]:
    """The documents, and every problem of all of them; none where there is one.

    They may name shipped standards that a handbook of one's own lacks: nothing will ever break those.
    `own`: the company's codes of causes and actions.
    """
    file, text = _text(folder / "exemptions" / "kinds.yaml")
    kinds, wrong_kinds = parse_kinds(text, file)
    texts = {name: _text(folder / "warnings" / f"{name}.yaml") for name in DOCUMENTS}
    shipped = {path.stem.partition(".")[0] for path in standards_of(None).glob("*.yaml")}
    rules, wrong = parse_rules(texts, Known({*handbook.by_id, *shipped}, handbook.vocabulary.kinds, kinds))
    problems = [*wrong_kinds, *wrong]
    if rules is None:
        return None, problems
    rules, wrong_codes = with_codes(rules, own)
    named = Named({*handbook.by_id, *shipped}, rules.causes, rules.cause_codes, rules.action_codes)
    notices, wrong_notices = parse_notices(
        {name: _text(folder / "notices" / f"{name}.yaml") for name in NOTICES}, named
    )
    problems += [*wrong_codes, *wrong_notices, *(needed_by_buttons(rules, notices) if notices else ())]
    return (None if notices is None or problems else Response(handbook, rules, kinds, notices)), problems


def _text(path: Path) -> tuple[str, str]:
    return str(path), path.read_text("utf-8-sig") if path.is_file() else ""
