"""Where the command line begins, and where a disk that is full or closed to us ends it."""

import sys

from tuotou.cli.app import app
from tuotou.cli.exits import Exit


def main() -> None:
    """Run the command that the arguments name."""
    try:
        app(prog_name="tuotou")
    except OSError as error:
        from tuotou.cli.voice import Voice, spoken

        told = Voice(spoken(sys.argv), as_json=False).told(error.strerror or str(error))
        sys.stderr.write(f"{error.filename or 'tuotou'}: {told}\n")
        sys.exit(Exit.INPUT)


if __name__ == "__main__":
    main()
