"""Where the command line begins."""

import gc
import os

RESTING = 200_000  # new objects before garbage is looked for: a command makes half as many, and hardly any is garbage


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy would start threads for algebra that nothing here does
    gc.set_threshold(RESTING, *gc.get_threshold()[1:])
    try:
        from tuotou.cli.app import app

        app(prog_name="tuotou")
    finally:
        gc.freeze()  # the process ends, so what it still holds need not be taken apart


if __name__ == "__main__":
    main()
