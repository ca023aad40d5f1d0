"""What the error codes of an app mean to us: a code in; `TryLater`, `Refused` with what to mend, or nothing out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tuotou.notices.channel import Refused, TryLater


@dataclass(frozen=True, slots=True)
class Codes:
    """One app's. A code that is not listed is a refusal in the app's own words."""

    app: str
    later: Mapping[int | str, float]  # code → s until it may be tried again
    right: Mapping[int | str, str]  # code → what to mend

    def check(self, code: int | str, said: str) -> None:
        """Nothing where the code is 0. Raises `TryLater`, `Refused`."""
        if code == 0:
            return
        what = f"{self.app} says {code}: {said[:200]}"
        if code in self.later:
            raise TryLater(what, self.later[code])
        right = self.right.get(code)
        raise Refused(f"{what} ({right})" if right else what)
