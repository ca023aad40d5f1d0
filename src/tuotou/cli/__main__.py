"""Where the command line begins, and where a disk that is full or closed to us ends it."""

import sys

from tuotou.cli.app import app
from tuotou.cli.exits import Exit


def main() -> None:
    """Run the command that the arguments name."""
    try:
        app(prog_name="tuotou")
    except OSError as error:
        sys.stderr.write(f"{error.filename or 'tuotou'}: {error.strerror}\n")
        sys.exit(Exit.INPUT)


if __name__ == "__main__":
    main()
