"""The past of a company that is made up, told into the platform's database: by a command, or by a process of its own.

As a process it ends with whoever started it: its standard input is then at its end.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from tuotou.cli.database import open_database
from tuotou.cli.voice import Language, Voice

COMMAND = (sys.executable, "-m", "tuotou.cli.demo_past")


def let_pass(voice: Voice, home: Path) -> int:
    """Tell what was not told yet, until the present may begin; how many events were recorded."""
    from tuotou.clockwork.clock import shared_clock
    from tuotou.operations.demo.diary import Diary
    from tuotou.operations.demo.past import HOUR, NEAR, Past
    from tuotou.operations.demo.tale import Tale
    from tuotou.operations.live.watch import current_watch

    diary, count = Diary.opened(home), 0
    if diary is None:
        return 0
    past = Past(Tale(diary), current_watch)
    with voice.progress(voice.words("公司的过去（小时）", "The company's past, hours")) as progress:
        while diary.told_until < (now := shared_clock()) - NEAR:
            count += past.until(now, lambda done, of: progress(done // HOUR, of // HOUR))
    return count


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


def main() -> None:
    """`python -m tuotou.cli.demo_past LANGUAGE HOME`."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    voice = Voice(Language(sys.argv[1]), as_json=True)
    open_database(voice)
    let_pass(voice, Path(sys.argv[2]))


if __name__ == "__main__":
    main()
