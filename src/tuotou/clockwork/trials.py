"""Back-tests that people asked for, each in a process of its own, so that pages and warnings wait for none of them.

`python -m tuotou.clockwork.trials ID WORKER` is such a process; it ends with the one that began it, whose end it hears.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

from tuotou.clockwork.clock import clock

MODULE: Final = "tuotou.clockwork.trials"
FOLDER: Final = "trials"
"""Of the data folder: where they put their links and what is not archived yet."""
BEAT: Final = 4.0
"""s between two words of a process that has nothing to tell."""
NICE: Final = 5
"""What is waited for at a page comes first."""
_processes: Final[dict[int, subprocess.Popen[bytes]]] = {}


def tend(now: int) -> int:
    """Begin those that wait, end those that nobody wants any more, and note those that ended; how many were begun."""
    from tuotou.operations.trial.asking import at_work, claim, give_back
    from tuotou.store.lease import myself

    worker = myself()
    if _processes:
        mine = set(at_work(worker))
        for id, process in [*_processes.items()]:
            if id not in mine:
                process.kill()
            if process.poll() is not None or id not in mine:
                _ended(id, process)
                if id in mine:
                    give_back(id, worker)
    run = claim(worker, now)
    if run is None:
        return 0
    if run.pk in _processes:  # not heard of for long, and yet there
        _processes[run.pk].kill()
        _ended(run.pk, _processes[run.pk])
    _processes[run.pk] = _begun(run.pk, worker)
    return 1


def _begun(id: int, worker: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", MODULE, str(id), worker]
    return subprocess.Popen(command, stdin=subprocess.PIPE)


def _ended(id: int, process: subprocess.Popen[bytes]) -> None:
    process.wait()
    assert process.stdin
    process.stdin.close()
    _processes.pop(id, None)
    shutil.rmtree(_folder(id), ignore_errors=True)


def _folder(id: int) -> Path:
    from django.conf import settings

    return Path(settings.HOME) / FOLDER / str(id)


def main(id: int, worker: str) -> None:
    """Do one of them."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuotou.config.settings")
    os.nice(NICE)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    django.setup()
    from django.conf import settings

    from tuotou.operations.standards.held import load_held
    from tuotou.operations.trial.doing import Desk, do
    from tuotou.store.models import TrialRun

    run = TrialRun.objects.filter(pk=id, worker=worker).first()
    if run is not None:
        threading.Thread(target=_beat, args=(id, worker), daemon=True).start()
        do(run, load_held(), Desk(settings.ARCHIVE, _folder(id), clock))


def _beat(id: int, worker: str) -> None:
    """While it has nothing to tell, that it lives; and its end where nobody wants it any more, or it is done."""
    from tuotou.operations.trial.asking import heard

    resting = threading.Event()
    while not resting.wait(BEAT):
        if not heard(id, worker, clock()):
            os._exit(0)


def _end_with_parent() -> None:
    """Whoever began it holds the other end of its input for as long as it lives."""
    while os.read(0, 1):
        pass
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
