"""Everything that the core and the feeds say in English is said in Chinese too, and nothing else is translated."""

from __future__ import annotations

import ast
import errno
import os
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

import tuotou
from tuotou.handbook.wording.chinese import MESSAGES, chinese

ROOT = Path(tuotou.__file__).parent
SPEAKING = (
    "feeds/*.py",
    "core/*.py",
    "core/standards/*.py",
    "core/working_time/*.py",
    "core/trail/*.py",
    "core/warnings/*.py",
    "core/exemptions/*.py",
    "core/gate/document.py",
    "operations/gate/reading.py",
    "core/notices/*.py",
    "archive/*.py",
    "operations/upkeep/doctor.py",
    "operations/upkeep/database.py",
    "operations/upkeep/trails.py",
    "operations/upkeep/standards.py",
    "operations/standards/*.py",
    "operations/trial/asking.py",
    "operations/trial/doing.py",
    "operations/upkeep/restore.py",
    "operations/warnings/handling.py",
    "operations/exemptions/*.py",
    "operations/figures/drilling.py",
    "operations/figures/reading.py",
    "operations/figures/targets.py",
    "operations/deliveries/address.py",
    "operations/deliveries/again.py",
    "operations/deliveries/log.py",
    "operations/deliveries/subscribers.py",
    "operations/deliveries/wants.py",
    "operations/notices/answering.py",
    "operations/notices/channels.py",
    "operations/notices/contacts.py",
    "operations/notices/doors.py",
    "operations/notices/inbox.py",
    "operations/notices/outbox.py",
    "operations/notices/preferences.py",
    "operations/notices/signed.py",
    "operations/upkeep/manifest.py",
    "feeds/kafka/*.py",
    "feeds/nats/*.py",
    "feeds/mqtt/*.py",
    "operations/sources/register.py",
    "clockwork/state.py",
    "operations/access/accounts.py",
    "operations/access/administrators.py",
    "operations/access/roles.py",
    "operations/exports/*.py",
    "operations/organisation/bounds.py",
)
SILENT = ("vocabulary_page.py", "sentence.py", "beginning.py")  # docs in English; both languages by itself; a document
NOT_SAID = (
    "epoch ms",  # words of documents
    "as of",
    "expect nothing",
    "cannot say",
    "per million",
    "per 1,000 km",
    "one of {} … {}",  # pieces of sentences that are translated as a whole
    "{} events, but day.json says {}",
    "{}: {}; archive these days again",
    "({} IS NULL OR {} LIKE '%{}{}{}%')",  # a condition
)
WORDS_OF_A_SENTENCE = re.compile(r"\b(the|an|is|of|which|that|with|or|its|than|such|instead|leave)\b")
ENDINGS = ("lack", "misused")  # how commands end themselves, saying why
OURS = tuple(name for name in MESSAGES if name != "typer.zh.yaml")  # see test_misuse.py for what Typer says
CHINESE = re.compile("[一-鿿]")
GAP = "Gap0"


def test_what_is_said_in_english_is_said_in_chinese() -> None:
    dumb = [f"{place}: {english}" for place, english in said() if not CHINESE.search(chinese(filled(english)))]
    assert dumb == []


def test_nothing_is_said_half_in_chinese() -> None:
    told = {english: chinese(filled(english)) for _, english in said()}
    half = {english for english, told in told.items() if WORDS_OF_A_SENTENCE.search(told)}
    examples = {
        "for example covers: [modes contains mode, place = place or null]",
        "for example @SZ02 1 of 4, or all 4 p50 3, or cannot say 1",
        "add a line such as: as of {}",
    }
    assert {re.sub(r"2026.*", "{}", english) for english in half} <= examples


@pytest.mark.parametrize("name", OURS)
def test_every_translation_is_of_something_that_is_said(name: str) -> None:
    source = "".join(path.read_text("utf-8") for path in ROOT.rglob("*.py"))
    system = [os.strerror(number) for number in errno.errorcode]
    for english, said_so in yaml.safe_load((files("tuotou.handbook.wording") / name).read_text("utf-8")).items():
        longest = max(re.split(r"\{\}|, ", english), key=len).strip("') ")
        assert longest.replace('"', '\\"') in source or longest in source or any(one in english for one in system), (
            english
        )
        assert english.count("{}") == said_so.count("{}"), english


def test_what_jobs_say_of_their_runs_is_said_in_chinese() -> None:
    tree = ast.parse((ROOT / "clockwork" / "runs.py").read_text("utf-8"))
    results = [template(node) or "" for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    said = {result: chinese(filled(re.sub(r"(?<=\w)\{\}$", "", result)).removeprefix("; ")) for result in results}
    assert "{} subjects looked at" in said
    assert [result for result, told in said.items() if re.search("[a-z]{2}", told.replace(GAP, ""))] == []


def test_no_message_is_translated_twice() -> None:
    every = [
        line for name in MESSAGES for line in (files("tuotou.handbook.wording") / name).read_text("utf-8").splitlines()
    ]
    keys = [line.split('": ')[0] for line in every if line.startswith('"')]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


def said() -> list[tuple[str, str]]:
    """Every sentence of the modules that speak, and what commands pass on: where it stands, {} for its gaps."""
    paths = [path for pattern in SPEAKING for path in sorted(ROOT.glob(pattern)) if path.name not in SILENT]
    found = [(path, node) for path in paths for node in texts(ast.parse(path.read_text("utf-8")))]
    for path in sorted(ROOT.glob("cli/*.py")):
        found += [(path, node) for call in lacks(ast.parse(path.read_text("utf-8"))) for node in texts(call)]
    told = [(f"{path.relative_to(ROOT)}:{node.lineno}", template(node) or "") for path, node in found]
    return [(place, english) for place, english in told if is_sentence(english)]


def is_sentence(text: str) -> bool:
    words = re.findall(r"[A-Za-z]{2,}", text)
    pattern = text.startswith("(?P<")
    return len(words) > 1 and " " in text.strip() and text.strip() not in NOT_SAID and not pattern


def texts(node: ast.AST) -> Iterator[ast.expr]:
    """The literals below a node, without docstrings; what fills the gap of one is a literal of its own."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.expr) and template(node) is not None:
        yield node
        inner = node.values if isinstance(node, ast.JoinedStr) else ()
        children = [piece.value for piece in inner if isinstance(piece, ast.FormattedValue)]
    else:
        children = list(ast.iter_child_nodes(node))
    for child in children:
        yield from texts(child)


def lacks(tree: ast.Module) -> Iterator[ast.Call]:
    """The calls by which a command ends for want of something."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in ENDINGS)


def template(node: ast.AST) -> str | None:
    """The text of a literal, {} for its gaps; None where the node is none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(piece.value) if isinstance(piece, ast.Constant) else "{}" for piece in node.values)
    return None


def filled(english: str) -> str:
    return english.replace("{}", GAP)
