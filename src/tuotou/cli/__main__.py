"""Where the command line begins, and where a disk that is full or closed to us ends it."""

import gc
import os
import sys

from tuotou.cli.exits import Exit

RESTING = 200_000  # new objects before garbage is looked for: a command makes half as many, and hardly any is garbage


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy would start threads for algebra that nothing here does
    gc.set_threshold(RESTING, *gc.get_threshold()[1:])
    try:
        _run()
    finally:
        gc.freeze()  # the process ends, so what it still holds need not be taken apart


def _run() -> None:
    from tuotou.cli.app import app

    try:
        app(prog_name="tuotou")
    except OSError as error:
        from tuotou.cli.voice import Voice, spoken

        told = Voice(spoken(sys.argv), as_json=False).told(error.strerror or str(error))
        sys.stderr.write(f"{error.filename or 'tuotou'}: {told}\n")
        sys.exit(Exit.INPUT)


if __name__ == "__main__":
    main()
