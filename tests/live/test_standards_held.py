"""What is shipped is taken in once; what is published is a new version; nothing that is held is ever rewritten."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from tests.live.publishing import QUALITY, at, edited, held, published

from tuotou.clockwork import runs
from tuotou.handbook import BrokenHandbook, documents, load
from tuotou.operations.live.watch import Watch, current_watch
from tuotou.operations.standards import shipped
from tuotou.operations.standards.held import LEAD, load_held
from tuotou.operations.standards.shipped import TakenIn, take_in_shipped
from tuotou.operations.standards.versions import versions
from tuotou.operations.upkeep.standards import check_standards
from tuotou.store.models import AuditEntry, StandardVersion

pytestmark = pytest.mark.django_db
NOW = at("2026-06-01 12:00")
MINUTE = 60_000_000
Ships = Callable[[Mapping[str, list[str]]], None]


@pytest.fixture
def ships(monkeypatch: pytest.MonkeyPatch) -> Ships:
    """The next release of the program ships other texts of some standards."""

    def release(texts: Mapping[str, list[str]]) -> None:
        every = {**documents(), **texts}
        monkeypatch.setattr(shipped, "documents", lambda: every)

    return release


def refused(now: int, *texts: str) -> list[tuple[str, str]]:
    """(what is wrong, what would be right) of documents that cannot be published; nothing is written of any."""
    before = StandardVersion.objects.count(), AuditEntry.objects.count()
    with pytest.raises(BrokenHandbook) as broken:
        published(now, *texts)
    assert (StandardVersion.objects.count(), AuditEntry.objects.count()) == before
    assert all(problem.line for problem in broken.value.problems)
    return [(problem.what, problem.right) for problem in broken.value.problems]


def doctor() -> dict[str, str]:
    """What the doctor says of the standards held, by how it is."""
    return {line.level: line.what for line in check_standards()}


def test_what_is_shipped_is_taken_in_once_and_is_what_held_before() -> None:
    before = load_held()
    assert "not taken in yet" in doctor()["warn"]
    taken = take_in_shipped(NOW)

    assert len(taken.judging) == len(load().standards) == StandardVersion.objects.count()
    assert taken.set_aside == ()
    assert load_held().standards == before.standards == load().standards
    assert take_in_shipped(NOW + LEAD) == TakenIn()
    assert doctor().keys() == {"ok"}


def test_a_newer_edition_holds_from_when_it_is_taken_in_and_rewrites_nothing(ships: Ships) -> None:
    take_in_shipped(NOW)
    first = documents()["trace-24h"][0]
    ships({"trace-24h": [first, edited("trace-24h", 2, "2026-03-01", ("due: 24 h", "due: 20 h"))]})
    assert take_in_shipped(NOW + LEAD) == TakenIn(("trace-24h v2",))

    one, two = load_held().by_id["trace-24h"]
    assert (one.effective, two.effective) == (at("2022-01-01"), NOW + 2 * LEAD)
    assert held("trace-24h") == [(1, True, False), (2, True, False)]
    row = StandardVersion.objects.get(standard="trace-24h", version=1)
    assert (row.document, row.published_at) == (first, NOW)


def test_an_edit_stays_in_force_when_a_shipped_edition_comes(ships: Ships) -> None:
    take_in_shipped(NOW)
    published(NOW, edited("trace-24h", 2, "2026-06-02", ("due: 24 h", "due: 12 h")))
    theirs = edited("trace-24h", 2, "2026-07-01", ("due: 24 h", "due: 20 h"))
    ships({"trace-24h": [*documents()["trace-24h"], theirs]})

    assert take_in_shipped(NOW + LEAD) == TakenIn(set_aside=("trace-24h v2",))
    assert take_in_shipped(NOW + LEAD) == TakenIn()
    assert held("trace-24h") == [(1, True, False), (2, False, False), (2, True, True)]
    assert [one.due[0].after.amount // (60 * MINUTE) for one in load_held().by_id["trace-24h"]] == [24, 12]  # type: ignore[union-attr]
    assert [(each.version, each.state) for each in versions(NOW + LEAD, "trace-24h")] == [
        (1, "holds"), (2, "to_come"), (2, "set_aside")
    ]  # fmt: skip
    assert doctor()["warn"] == "shipped, and set aside for what the platform holds: trace-24h v2"

    published(NOW + LEAD, edited("trace-24h", 3, "2026-07-01", ("due: 24 h", "due: 20 h")))
    assert doctor().keys() == {"ok"}


def test_another_text_under_a_number_that_is_held_is_set_aside(ships: Ships) -> None:
    take_in_shipped(NOW)
    ships({"trace-24h": [documents()["trace-24h"][0].replace("due: 24 h", "due: 20 h")]})

    assert take_in_shipped(NOW) == TakenIn(set_aside=("trace-24h v1",))
    assert load_held().standards == load().standards
    assert "trace-24h v1" in doctor()["warn"]


def test_a_published_version_is_written_with_its_entry_in_the_audit() -> None:
    since = "2026-06-02 00:00"
    text = edited("trace-24h", 2, since, ("due: 24 h", "due: 12 h"))
    (row,) = published(NOW, text, note="quarterly review")

    assert (row.document, row.shipped, row.effective_at) == (text, False, at(since))
    assert (row.published_at, row.published_by, row.note) == (NOW, QUALITY, "quarterly review")
    entry = AuditEntry.objects.get()
    assert (entry.at, entry.who, entry.act, entry.what) == (NOW, QUALITY, "standard.publish", "trace-24h v2")
    assert entry.details == {"status": "in_force", "effective_at": at(since), "note": "quarterly review"}
    one, two = versions(NOW, "trace-24h")
    assert (one.state, one.until, two.state, two.until) == ("holds", at(since), "to_come", None)


def test_what_is_past_is_not_rewritten() -> None:
    soonest = "2026-06-01 12:10"
    for since in ("2026-05-01", "2026-06-01", "2026-06-01 12:09"):
        shown = since if ":" in since else f"{since} 00:00"
        assert refused(NOW, edited("trace-24h", 2, since)) == [
            (f"it would hold from {shown}, and promises are not judged anew", f"from: {soonest} or later")
        ]
    published(NOW, edited("trace-24h", 2, soonest))


def test_a_number_is_spent_once(ships: Ships) -> None:
    published(NOW, edited("trace-24h", 2, "2026-06-02"))
    twice = ("'trace-24h' has version 2 twice, in trace-24h v2 too", "write version: 3")
    assert refused(NOW, edited("trace-24h", 2, "2026-06-03")) == [twice]

    ships({"trace-24h": [*documents()["trace-24h"], edited("trace-24h", 7, "2026-07-01")]})
    take_in_shipped(NOW)
    assert refused(NOW, edited("trace-24h", 3, "2026-06-03")) == [
        ("'trace-24h' has version 7 already", "write version: 8")
    ]
    published(NOW, edited("trace-24h", 8, "2026-06-03"))


def test_documents_are_checked_with_the_whole_handbook_and_all_or_none_are_published() -> None:
    good = edited("trace-48h", 2, "2026-06-02")
    wrong = edited("trace-24h", 2, "2026-06-02", ("form: within", "form: wthin"), ("opens: any", "opens: departd"))
    share = edited("on-time-share", 2, "2026-06-02", ("of: [", "of: [no-such-standard, "))

    told = [what for what, _ in refused(NOW, good, wrong, share)]
    assert any("'form' cannot be 'wthin'" in what for what in told)
    assert any("departd" in what for what in told)
    assert "there is no standard 'no-such-standard'" in told


def test_versions_begin_one_after_the_other() -> None:
    published(NOW, edited("trace-24h", 2, "2026-07-01"))
    assert refused(NOW, edited("trace-24h", 3, "2026-06-15")) == [
        (
            "version 3 begins no later than version 2",
            "from: a day after version 2 begins; or a scope of its own",
        )
    ]


def test_a_draft_is_held_and_judges_nothing() -> None:
    published(NOW, edited("trace-24h", 2, "2026-06-02", ("status: in_force", "status: draft")))
    (row,) = [row for row in Watch.load().docket.rows if row.standard.id == "trace-24h"]
    assert row.standard.version == 1
    assert [each.state for each in versions(NOW, "trace-24h")] == ["holds", "draft"]
    assert versions(NOW, "trace-24h")[0].until is None


def test_who_works_learns_of_a_publication_without_a_restart() -> None:
    take_in_shipped(NOW)
    before = runs.watch()
    assert current_watch() is before is runs.watch()

    published(NOW, edited("trace-24h", 2, "2026-06-02"))
    assert ("trace-24h", 2) in runs.watch().versions.keys() - before.versions.keys()
    assert current_watch() is runs.watch()
