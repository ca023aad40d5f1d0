"""Checks a word that a command was given against those that there are."""

from __future__ import annotations

from collections.abc import Sequence

from tuotou.cli.voice import Voice


def among(voice: Voice, option: str, word: str, words: Sequence[str]) -> None:
    """Ends the command where an option has a word that is none of these; no word is none given."""
    from tuotou.core.document import suggest

    if word and word not in words:
        voice.misused(option, word, "no such word", suggest(word, words))
