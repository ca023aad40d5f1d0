"""docs/benchmarks.md: the figures of one run, on which machine, and what is honest about them."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import date
from types import ModuleType
from typing import Final

from bench.figure import Figure

HEAD: Final = """\
# Benchmarks

*Made by `make bench` (`python -m bench --large` for the largest archive); edit bench/, not this page.*

{machine}

The figures are of this machine and of the day that each part names: compare ratios rather than seconds. What runs in
fresh processes runs three times, and once where a minute is not enough; the median stands. `ratio` is the figure to its
aim. `python -m bench --only whole` measures one part again.

The events are made by bench/make_events.py, always the same: parcels of a network of 60 hubs and 1,940 outlets, in
bags and trips; 1 % of scans are missed, 5 % recorded up to six hours late, 0.3 % of parcels relabelled, 0.2 % of
sign-offs retracted. They are not real: real events are of more kinds, and in greater disorder.
"""


def machine() -> str:
    """Cores, memory and how busy they were: what one has to know to read the figures."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, {platform.system()}, Python {platform.python_version()}; "
        f"load average {load:.1f} when it began."
    )


def page(found: Mapping[ModuleType, Sequence[Figure]], on: str, day: date, before: str = "") -> str:
    """The page of the figures that each bench found; what was not measured now stays as it stands in an older page."""
    older = {section.partition("\n")[0]: section.rstrip() for section in before.split("\n## ")[1:]}
    parts = [HEAD.format(machine=on)]
    for bench, figures in found.items():
        if figures:
            rows = ["| | figure | aim | ratio | |", "| --- | ---: | ---: | ---: | --- |"]
            rows += [f"| {' | '.join(figure.cells())} |" for figure in figures]
            parts.append("\n".join([f"## {bench.TITLE}\n", *rows, "", f"Measured on {day}. {bench.HOW}", ""]))
        elif bench.TITLE in older:
            parts.append(f"## {older[bench.TITLE]}\n")
    return "\n".join(parts)
