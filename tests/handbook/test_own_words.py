"""The company's own entries of dictionaries: wrong ones are told with their place, the others lie over the shipped."""

from __future__ import annotations

from tuotou.core.dictionary import Entry, entry_text, parse_entry
from tuotou.core.document import Bilingual
from tuotou.feeds import parse_mapping
from tuotou.feeds.shipped import shipped_mapping
from tuotou.handbook import load, read_vocabulary
from tuotou.handbook.ground import Ground
from tuotou.handbook.response import read_response

NIGHT = Entry(Bilingual("夜班加派", "Night shift sent"))


def own(dictionary: str, **entries: Entry) -> Ground:
    """What a company has in a dictionary."""
    return Ground(words={dictionary: {code: entry_text(entry) for code, entry in entries.items()}})


def test_an_entry_is_read_as_it_is_written() -> None:
    for entry in (
        NIGHT,
        Entry(Bilingual("是", "yes: #1"), retired=True),
        Entry(Bilingual("- 签收 {a}", "'signed'"), kind="signed"),
        Entry(Bilingual("07", "true")),
    ):
        assert parse_entry(entry_text(entry), "x") == (entry, [])


def test_what_is_wrong_with_an_entry_is_told_with_its_place() -> None:
    for text, told in (
        ("zh: 加派\n", "x:1:1: field 'en' is missing"),
        ("zh: 加派\nen: ''\n", "x:2:5: 'en' has no value"),
        (f"zh: 加派\nen: {'e' * 61}\n", "x:2:5: 'en' is longer than 60 characters (a name as short as people say it)"),
        ("zh: 加派\nen: More\nretired: perhaps\n", "x:3:10: 'retired' must be true or false, not 'perhaps'"),
        ("zh: 加派\nen: More\nretried: true\n", "x:3:10: unknown field 'retried' (did you mean 'retired'?)"),
        ("[", "x:2:1: not valid YAML"),
    ):
        entry, problems = parse_entry(text, "x")
        assert entry is None and told in str(problems[0]), (text, problems)


def test_events_and_values_are_called_as_the_company_calls_them() -> None:
    renamed, _ = read_vocabulary(own("events", signed=Entry(Bilingual("妥投", "Delivered"))))
    valued, _ = read_vocabulary(own("values", A07=NIGHT, absent=Entry(Bilingual("无人应门", "nobody opened"))))
    shipped, _ = read_vocabulary()
    assert renamed.kinds["signed"].title.zh == "妥投" != shipped.kinds["signed"].title.zh
    assert renamed.kinds.keys() == shipped.kinds.keys() and renamed.kinds["signed"].stage == 100
    assert valued.values.items() - shipped.values.items() == {
        ("A07", NIGHT.title), ("absent", Bilingual("无人应门", "nobody opened")),
    }  # fmt: skip


def test_a_word_that_names_no_event_is_told() -> None:
    for ground, told in (
        (own("events", signd=NIGHT), "events/signd:1:1: there is no kind 'signd' (did you mean 'signed'?)"),
        (own("codes", **{"sf 1": NIGHT}), "codes/sf 1:1:1: there is no kind ''"),
        (Ground(words={"values": {"A07": "zh: 一"}}), "values/A07:1:1: field 'en' is missing"),
    ):
        _, problems = read_vocabulary(ground)
        assert len(problems) == 1 and str(problems[0]).startswith(told), problems


def test_a_foreign_code_means_what_the_company_says_until_it_retires_it() -> None:
    mine = Entry(NIGHT.title, kind="refused")
    gone = Entry(NIGHT.title, retired=True, kind="signed")
    vocabulary, problems = read_vocabulary(
        own("codes", **{"kuaidi100 777": mine, "kuaidi100 3": gone, "kuaidi100 签收": mine})
    )
    assert not problems and "777" not in read_vocabulary()[0].foreign("kuaidi100")
    assert vocabulary.foreign("kuaidi100")["777"] == "refused" and "3" not in vocabulary.foreign("kuaidi100")
    mapping, _ = parse_mapping(*shipped_mapping("kuaidi100"), vocabulary)
    assert mapping is not None and mapping.events[0].kind_from is not None
    words = mapping.events[0].kind_from.words
    assert (words["777"], words["签收"], words["揽收"]) == ("refused", "refused", "accepted") and "3" not in words


def test_codes_of_warnings_are_the_companys_and_those_that_rules_say_stay() -> None:
    handbook = load()
    response, problems = read_response(handbook, own=own("actions", night=NIGHT, search=Entry(NIGHT.title, True)))
    assert response is not None and not problems
    rules = response.warnings
    assert rules.action_codes["night"] == rules.actions_in_use["night"] == NIGHT.title
    assert rules.action_codes["search"] == NIGHT.title and "search" not in rules.actions_in_use
    for dictionary, code, told in (
        ("causes", "truck_late", "causes/truck_late:0:0: the cause 'truck-late' goes by it"),
        ("actions", "go_first", "actions/go_first:0:0: a button of notices says it"),
    ):
        response, problems = read_response(handbook, own=own(dictionary, **{code: Entry(NIGHT.title, True)}))
        assert response is None and str(problems[0]).startswith(told), problems
