"""The acts that are asked leave for at the gate, as a shipped document."""

from __future__ import annotations

from pathlib import Path

from tuotou.core.gate.act import Acts
from tuotou.core.gate.document import parse_acts
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.handbook import BrokenHandbook
from tuotou.handbook.ground import SHIPPED


def load_acts(vocabulary: Vocabulary, folder: Path = SHIPPED) -> Acts:
    """The acts of `gate/acts.yaml` in a folder. Raises `BrokenHandbook` with every problem."""
    path = folder / "gate" / "acts.yaml"
    acts, problems = parse_acts(path.read_text("utf-8-sig") if path.is_file() else "", str(path), vocabulary)
    if acts is None:
        raise BrokenHandbook(problems)
    return acts
