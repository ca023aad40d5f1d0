"""What standards say of each other and of what they stand on: versions, calendars, tables, shares.

Problems are reported on the drafts' fields, at the line and column where they can be mended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from tuotou.core.document import suggest
from tuotou.core.standards.condition import Ground
from tuotou.core.standards.document import Draft
from tuotou.core.standards.selector import condition, kinds_of
from tuotou.core.trail.vocabulary import Vocabulary


def check(
    drafts: Sequence[Draft], vocabulary: Vocabulary, calendars: Mapping[str, Any], commitments: Mapping[str, Any]
) -> None:
    """Report on the drafts all that is wrong between them; calendars and commitments are looked up by name."""
    by_id = {
        name: sorted(versions, key=lambda draft: draft.standard.version)
        for name, versions in groupby(sorted(drafts, key=_id), key=_id)
    }
    for versions in by_id.values():
        _check_versions(versions)
    for draft in drafts:
        _check_calendar(draft, calendars)
        _check_commitments(draft, commitments)
        _check_share(draft, by_id, vocabulary)


def _id(draft: Draft) -> str:
    return draft.standard.id


def _check_versions(versions: Sequence[Draft]) -> None:
    """Versions of one standard are one sequence: same form, subject and values, in the order of their numbers."""
    first = versions[0].standard
    for draft in versions[1:]:
        for word in ("form", "subject", "per"):
            if getattr(draft.standard, word) != getattr(first, word):
                right = f"as in version {first.version}, or give the standard a new id"
                draft.fields.problem(word, f"versions of '{first.id}' differ in '{word}'", right)
    for earlier, later in pairwise(versions):
        if earlier.standard.version == later.standard.version:
            what = f"'{first.id}' has version {later.standard.version} twice, in {earlier.fields.file} too"
            later.fields.problem("version", what, f"write version: {versions[-1].standard.version + 1}")
    for same in _by_scope(versions):
        for earlier, later in pairwise(same):
            _check_succession(earlier, later)


def _by_scope(versions: Sequence[Draft]) -> Iterable[list[Draft]]:
    scopes: dict[str, list[Draft]] = {}
    for draft in versions:
        scopes.setdefault(" ".join((draft.standard.scope or "").split()), []).append(draft)
    return scopes.values()


def _check_succession(earlier: Draft, later: Draft) -> None:
    """Two versions of one scope follow each other in time; both at once would be two standards (rule 34)."""
    old, new = earlier.standard, later.standard
    if new.version == old.version:
        return
    if new.effective <= old.effective:
        right = f"from: a day after version {old.version} begins; or a scope of its own"
        later.fields.problem("effective", f"version {new.version} begins no later than version {old.version}", right)
    elif old.until is not None and old.until > new.effective:
        right = f"until: the day on which version {new.version} begins, or none"
        earlier.fields.problem("effective", f"versions {old.version} and {new.version} hold at once", right)


def _check_calendar(draft: Draft, calendars: Mapping[str, Any]) -> None:
    name = draft.standard.calendar
    if name not in calendars:
        draft.fields.problem("calendar", f"there is no calendar '{name}'", suggest(name, sorted(calendars)))


def _check_commitments(draft: Draft, commitments: Mapping[str, Any]) -> None:
    for due in draft.standard.due:
        if due.commitment is not None and due.commitment not in commitments:
            options = suggest(due.commitment, sorted(commitments))
            draft.fields.problem("due", f"there is no commitment table '{due.commitment}'", options)


def _check_share(draft: Draft, by_id: Mapping[str, Sequence[Draft]], vocabulary: Vocabulary) -> None:
    share = draft.standard.share
    if share is None:
        return
    counted = [by_id[name][-1].standard for name in share.of if name in by_id]
    for name in share.of:
        if name not in by_id:
            events = [one for one, versions in sorted(by_id.items()) if versions[0].standard.form != "share"]
            draft.fields.problem("of", f"there is no standard '{name}'", suggest(name, events))
    for standard in counted:
        if standard.form == "share":
            draft.fields.problem("of", f"'{standard.id}' is a share itself", "name the standards that it counts")
        if standard.form == "at_most" and share.where:
            draft.fields.problem(
                "where",
                f"'{standard.id}' counts over many subjects: no condition on its openings",
                "leave out where, or the standard",
            )
        elif standard.subject != draft.standard.subject:
            what = f"'{standard.id}' is about a {standard.subject}, this share about a {draft.standard.subject}"
            draft.fields.problem("of", what, f"write subject: {standard.subject}, or count it elsewhere")
    known = counted if len(counted) == len(share.of) else ()  # what those that are not there carry is not known
    kinds = tuple(kind for standard in known for kind in kinds_of(standard.opens))
    condition(draft.fields, "where", Ground(vocabulary, draft.standard.subject, kinds))
