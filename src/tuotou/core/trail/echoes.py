"""Several devices report one fact: all but the best proof of it are echoes (rule 10)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tuotou.core.trail.search import places
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
    """[n] whether a better report of the same fact lies within the kind's window.

    Compares each row with the next, second next, … of its life as long as one is near enough.
    """
    at, life, word, site, rank = reports
    window, widest = vocabulary.echo, int(vocabulary.echo.max())
    echo = np.zeros(len(at), dtype=bool)
    first, step = places((at[1:] - at[:-1] <= widest) & (life[1:] == life[:-1])), 1
    while len(first):
        one = first[word[first] == word[first + step]]  # few: the rest is asked of these alone
        other = one + step
        fact = (at[other] - at[one] <= window[word[one]]) & (
            (site[one] == site[other]) | (site[one] < 0) | (site[other] < 0)
        )
        later_is_better = rank[other] < rank[one]
        echo[one[fact & later_is_better]] = True
        echo[other[fact & ~later_is_better]] = True
        step += 1
        first = first[first + step < len(at)]
        first = first[(at[first + step] - at[first] <= widest) & (life[first + step] == life[first])]
    return echo
