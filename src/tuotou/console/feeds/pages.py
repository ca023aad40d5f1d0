"""Their addresses."""

from __future__ import annotations

from typing import Final

from tuotou.console.feeds.sources import one_source, refused_lines, sources, switch
from tuotou.console.feeds.uploads import bad_rows, recording, template, upload, uploads
from tuotou.console.page import Page

PAGES: Final = (
    Page("feeds/", sources, "feeds", "feeds.see"),
    Page("feeds/<str:name>/", one_source, "source", "feeds.see"),
    Page("feeds/<str:name>/refused.ndjson", refused_lines, "refused-lines", "feeds.see"),
    Page("feeds/<str:name>/switch", switch, "source-switch", "feeds.write", ("POST",)),
    Page("uploads/", uploads, "uploads", "feeds.write", ("GET", "POST")),
    Page("uploads/template/<str:mapping>.xlsx", template, "upload-template", "feeds.write"),
    Page("uploads/<str:id>/", upload, "upload", "feeds.write"),
    Page("uploads/<str:id>/recording", recording, "upload-recording", "feeds.write", ("POST",)),
    Page("uploads/<str:id>/bad-rows/<int:number>.csv", bad_rows, "upload-bad-rows", "feeds.write"),
)
