"""The secret that signatures are made with: kept in a file of the data folder that only its owner reads."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def kept_key(file: Path) -> str:
    """What the file holds; made where there is none, so that two processes that start at once agree. Raises OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = file.with_name(f"{file.name}.{os.getpid()}")
    if not file.exists():
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as to:
            to.write(secrets.token_urlsafe(48) + "\n")
        try:
            made.rename(file) if os.name == "nt" else os.link(made, file)
        except FileExistsError:
            pass
        finally:
            made.unlink(missing_ok=True)
    return file.read_text("utf-8").strip()
