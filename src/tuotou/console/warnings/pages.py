"""The addresses of warnings."""

from __future__ import annotations

from typing import Final

from tuotou.console.page import Page
from tuotou.console.warnings import acting, inbox
from tuotou.console.warnings.causes import causes
from tuotou.console.warnings.coming import due_soon
from tuotou.console.warnings.live import stream
from tuotou.console.warnings.promises import promises
from tuotou.console.warnings.story import story

OWN, SEE, HANDLE = "warnings.own", "warnings.see", "warnings.handle"
POST: Final = ("POST",)
PAGES: Final = (
    Page("warnings/", inbox.now, "warnings", OWN),
    Page("warnings/coming/", due_soon, "warnings-coming", OWN),
    Page("warnings/mine/", inbox.mine, "warnings-mine", OWN),
    Page("warnings/done/", inbox.over, "warnings-done", OWN),
    Page("warnings/causes/", causes, "warnings-causes", SEE),
    Page("warnings/stream", stream, "warnings-stream", OWN),
    Page("warnings/<int:id>/", story, "warning", OWN),
    Page("warnings/<int:id>/promises/", promises, "warning-promises", OWN),
    Page("warnings/acknowledgements", acting.acknowledge, "warnings-acknowledge", OWN, POST),
    Page("warnings/closures", acting.close, "warnings-close", HANDLE, POST),
    Page("warnings/assignments", acting.assign, "warnings-assign", HANDLE, POST),
    Page("warnings/snoozes", acting.snooze, "warnings-snooze", HANDLE, POST),
    Page("warnings/mutes", acting.mute, "warnings-mute", HANDLE, POST),
)
