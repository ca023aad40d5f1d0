"""The handbook as a whole: what standards say of each other, and the shipped documents."""

from __future__ import annotations

import re

import pytest
from standard_cast import FORMS, PLAIN, SHIPPED, changed, ground, problems_together, texts, words

from tuotou.core.standards.handbook import fingerprint, read_standards
from tuotou.core.standards.scenario import parse_scenarios

NEXT = changed("version: 2", "effective: {published: 2026-01-01, from: 2026-06-01}")
PILOT = changed(
    "version: 3",
    "effective: {published: 2026-01-01, from: 2026-06-01, until: 2026-07-01}",
    "scope: site = 'HUB1'",
)
SHARE = changed("id: share", "of: [hub-sorted-8h]", of=FORMS["share"])
WORDS = re.findall(
    r"\w+",
    """
    opens per void_if answers outlives settle then scope calendar suspended until tags
    due keep again early not_before pause max warn roll or_later other any any_scan slots before commitment
    at_least covers contains expires withdrawn_by names if after for at_most window count
    of where period target min streak
    red_line serious normal notice trial in_force opener holder each supersede subjects
    """,
)


def test_standards_that_belong_together_are_right() -> None:
    assert problems_together(one=PLAIN, two=NEXT, pilot=PILOT, share=SHARE) == []


@pytest.mark.parametrize(
    ("documents", "place", "what", "right"),
    [
        ({"a": PLAIN, "b": PLAIN}, "b.yaml:2:10", "has version 1 twice, in a.yaml too", "version: 2"),
        ({"a": PLAIN, "b": changed("version: 2")}, "b.yaml:13:12", "begins no later than version 1", "scope"),
        (
            {"a": PLAIN, "b": changed("per: [person]", of=NEXT)},
            "b.yaml:15:6",
            "versions of 'hub-sorted-8h' differ in 'per'",
            "as in version 1",
        ),
        (
            {"a": changed("effective: {published: 2026-01-01, from: 2026-01-01, until: 2026-07-01}"), "b": NEXT},
            "a.yaml:13:12",
            "versions 1 and 2 hold at once",
            "until",
        ),
        (
            {"a": PILOT, "b": changed("version: 4", "scope: site  = 'HUB1'", of=PILOT)},
            "b.yaml:13:12",
            "begins no later than version 3",
            "scope of its own",
        ),
        ({"a": changed("calendar: cn-expres")}, "a.yaml:18:11", "no calendar 'cn-expres'", "'cn-express'"),
        ({"a": changed("due: commitment expres")}, "a.yaml:17:6", "no commitment table 'expres'", "'express'"),
        ({"a": PLAIN, "s": changed("of: [hub-sorted]", of=SHARE)}, "s.yaml:15:5", "no standard 'hub-sorted'", "8h"),
        (
            {"a": PLAIN, "s": SHARE, "t": changed("id: share-of-share", "of: [share]", of=SHARE)},
            "t.yaml:15:5",
            "'share' is a share itself",
            "name the standards that it counts",
        ),
        (
            {"a": PLAIN, "s": changed("subject: case", of=SHARE)},
            "s.yaml:15:5",
            "is about a parcel, this share about a case",
            "subject: parcel",
        ),
        (
            {"a": PLAIN, "s": changed("where: height_cm > 3", of=SHARE)},
            "s.yaml:18:8",
            "'height_cm' is not carried by arrived",
            "parcel.height_cm",
        ),
    ],
)
def test_what_does_not_fit_together(documents: dict[str, str], place: str, what: str, right: str) -> None:
    found = problems_together(**documents)
    told = [problem for problem in found if what in problem.what]
    assert told, [str(problem) for problem in found]
    assert str(told[0]).startswith(place)
    assert right in told[0].right


def test_every_mistake_of_every_document_by_file_line_and_column() -> None:
    found = problems_together(
        b=changed("opens: arrivd", "calendar: mars"), a=changed("id: other", "due: soon", "keep: sortd")
    )
    places = [(problem.file, problem.line, problem.column) for problem in found]
    assert places == [("a.yaml", 16, 7), ("a.yaml", 17, 6), ("b.yaml", 14, 8), ("b.yaml", 18, 11)]


def test_versions_are_found_by_id_the_oldest_first() -> None:
    handbook, _ = read_standards({"b.yaml": NEXT, "a.yaml": PLAIN}, ground())
    assert [standard.version for standard in handbook.by_id["hub-sorted-8h"]] == [1, 2]


def test_the_fingerprint_is_of_the_words_not_of_order_or_line_ends() -> None:
    one = fingerprint({"a.yaml": "x: 1\ny: 2\n", "b.yaml": "z: 3"})
    assert one == fingerprint({"b.yaml": "z: 3\n", "a.yaml": "x: 1\r\ny: 2\r\n"})
    assert one != fingerprint({"a.yaml": "x: 1\ny: 3\n", "b.yaml": "z: 3"})
    assert fingerprint({"ab": "c"}) != fingerprint({"a": "bc"})


def test_the_shipped_handbook_is_right() -> None:
    handbook, problems = read_standards(texts("standards"), ground())
    assert [str(problem) for problem in problems] == []
    assert len(handbook.by_id) >= 20


def test_the_shipped_standards_use_every_word() -> None:
    handbook, _ = read_standards(texts("standards"), ground())
    everything = "\n".join(texts("standards").values())
    assert {standard.form for standard in handbook.standards} == set(FORMS)
    missing = [word for word in WORDS if not re.search(rf"\b{word}\b", everything)]
    assert missing == []


def test_every_shipped_standard_is_called_as_its_file() -> None:
    handbook, _ = read_standards(texts("standards"), ground())
    files = {f"{one.id}.yaml" if one.version == 1 else f"{one.id}.v{one.version}.yaml" for one in handbook.standards}
    assert files == set(texts("standards"))


def test_every_shipped_standard_has_a_trail_that_trips_it_and_one_that_keeps_it() -> None:
    handbook, _ = read_standards(texts("standards"), ground())
    trails = texts("scenarios", "trail")
    for file in (f"{name}.trail" for name in handbook.by_id):
        scenarios, problems = parse_scenarios(trails[file], file, words())
        assert not problems, [str(problem) for problem in problems]
        statuses = {expected.status for scenario in scenarios for expected in scenario.expectations}
        assert statuses & {"broken", "kept_late"}, f"{file} has no trail that trips"
        kept = "kept" in statuses or any(scenario.title.startswith("keeps") for scenario in scenarios)
        assert kept, f"{file} has no trail that keeps"


def test_no_shipped_document_is_too_long() -> None:
    assert all(len(path.read_text(encoding="utf-8").splitlines()) <= 40 for path in SHIPPED.glob("standards/*.yaml"))
