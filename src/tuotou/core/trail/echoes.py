"""Several devices report one fact: all but the best proof of it are echoes (rule 10)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tuotou.core.trail.trail import Codes, Flags, Instants
from tuotou.core.trail.vocabulary import Vocabulary


class Reports(NamedTuple):
    """What is compared of each row [n], sorted by (life, at)."""

    at: Instants
    life: Codes
    word: Codes
    site: Codes
    rank: Codes  # of the source: the smaller is believed first


def echoes(reports: Reports, vocabulary: Vocabulary) -> Flags:
    """[n] whether a better report of the same fact lies within the kind's window."""
    at, life, word, site, rank = reports
    window = np.array([vocabulary.kinds[kind].echo for _, kind in vocabulary.words] + [0], dtype=np.int64)
    found = np.zeros(len(at), dtype=bool)
    for code in np.flatnonzero(np.bincount(word + 1, minlength=len(window) + 1)[1:-1] > 1):
        if window[code]:
            rows = np.flatnonzero(word == code)
            found[rows] = _within(at[rows], life[rows], site[rows], rank[rows], int(window[code]))
    return found


def _within(at: Instants, life: Codes, site: Codes, rank: Codes, window: int) -> Flags:
    """Compares each row with its next, second next, … neighbour as long as one is near enough."""
    echo = np.zeros(len(at), dtype=bool)
    first = np.arange(len(at) - 1)
    step = 1
    while len(first):
        first = first[first + step < len(at)]
        other = first + step
        near = (life[first] == life[other]) & (at[other] - at[first] <= window)
        first, other = first[near], other[near]
        same = (site[first] == site[other]) | (site[first] < 0) | (site[other] < 0)
        later_is_better = rank[other] < rank[first]
        echo[first[same & later_is_better]] = True
        echo[other[same & ~later_is_better]] = True
        step += 1
    return echo
