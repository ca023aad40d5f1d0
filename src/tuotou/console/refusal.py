"""What operations refuse, in the page's language."""

from __future__ import annotations

from tuotou.console.tags import english, told
from tuotou.operations.warnings.handling import CannotDo


def why(error: CannotDo) -> str:
    """What cannot be done, and what would be right."""
    return (": " if english() else "：").join(told(part) for part in (error.what, error.right) if part)
