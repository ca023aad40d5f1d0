"""One process of a crew: it is told a job, then the parts of it one by one, and hands back what it made of them.

It speaks with who started it in pickles, over its standard input and output. Nothing heavy is imported before the job.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Protocol, TypeVar

Made = TypeVar("Made", covariant=True)


class Job(Protocol[Made]):
    """Work in parts with numbers, each of which any process may do."""

    def serve(self, numbers: Iterable[int], send: Callable[[object], None]) -> Made:
        """Does the parts with these numbers, one as soon as it is told; what must not wait until the end is sent."""


class Done(NamedTuple):
    """A part is done."""

    number: int


def main() -> None:
    """Serve one job. What goes wrong is an answer too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who gave the job ends this process with its own
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not get between the answers

    def send(answer: object) -> None:
        pickle.dump(answer, answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()

    def numbers() -> Iterator[int]:
        while (number := pickle.load(orders)) is not None:
            yield number
            send(Done(number))  # since the next is asked for

    try:
        send(pickle.load(orders).serve(numbers(), send))
    except Exception as error:  # the edge of the process: raised again on the other side
        error.add_note(traceback.format_exc())
        send(error)


if __name__ == "__main__":
    from tuotou.operations.hand import main as known_by_its_name  # so that what is sent can be read

    known_by_its_name()
