"""Files by hand: a table is tried first, with everything that is wrong with it told; then recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import WithJsonSchema

from tuotou.api.access import needs, who
from tuotou.api.problem import Problem
from tuotou.clockwork.clock import clock, shared_clock
from tuotou.core.document import suggest
from tuotou.feeds import FeedMapping, parse_mapping, read_events
from tuotou.feeds.packed_size import unpacked_size
from tuotou.feeds.shipped import SHIPPED, shipped_mapping
from tuotou.feeds.template import write_template
from tuotou.operations.live.push import push
from tuotou.operations.live.watch import current_watch
from tuotou.operations.reading import Reading
from tuotou.operations.try_feed import try_feed
from tuotou.store.models import AuditEntry
from tuotou.store.whole import writing

router = Router(tags=["uploads"])
WRITE: Final = needs("events:write")
UNPACKED: Final = 512 * 2**20
SHOWN: Final = 10
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MappingName = Annotated[str, WithJsonSchema({"type": "string", "enum": list(SHIPPED)}), Query(max_length=64)]


class CellError(Schema):
    """What is wrong with one cell."""

    sheet: str | None
    row: int = Field(description="As a spreadsheet numbers it, the header is 1")
    field: str
    value: str | None
    reason: str
    right: str


class UploadAnswer(Schema):
    """What a file holds, and what became of it."""

    rows: int
    events: int
    refused: int
    recorded: int | None = Field(description="New events; null: it was only tried")
    repeated: int | None = Field(description="Known already, word for word")
    kinds: dict[str, int] = Field(description="Event kind → events; where it was only tried")
    first: list[dict[str, Any]] = Field(description="The first events; where it was only tried")
    errors: list[CellError]
    findings: list[dict[str, Any]] = Field(description="What is odd and stops no row")
    problems: list[dict[str, Any]] = Field(description="What is wrong with the file as a whole")


@router.post("", auth=WRITE, response=UploadAnswer, summary="Try or record a table")
def upload(
    request: HttpRequest, file: Annotated[UploadedFile, File()], mapping: MappingName, record: bool = False
) -> Mapping[str, Any]:
    """CSV, Excel, JSON or NDJSON, gzip too; what it is, is read from its content. Without `record` nothing changes."""
    read_by = _mapping(mapping)
    with _kept(file) as path:
        return _recorded(request, path, read_by, file.name or "") if record else _tried(path, read_by)


@router.get("/template", auth=WRITE, summary="An empty workbook to fill in", response={200: None})
def template(request: HttpRequest, mapping: MappingName) -> HttpResponse:
    """With the columns of a mapping."""
    read_by = _mapping(mapping)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path, read_by)
        name = f'attachment; filename="{read_by.name}.xlsx"'
        return HttpResponse(path.read_bytes(), EXCEL, headers={"Content-Disposition": name})


def _mapping(name: str) -> FeedMapping:
    if name not in SHIPPED:
        error = {"where": "query.mapping", "what": f"there is no mapping '{name}'", "right": suggest(name, SHIPPED)}
        raise Problem(422, "invalid", "", [error])  # type: ignore[list-item]
    found, problems = parse_mapping(*shipped_mapping(name), current_watch().vocabulary)
    if found is None:
        raise RuntimeError(f"a shipped mapping is broken: {problems}")
    return found


@contextmanager
def _kept(file: UploadedFile) -> Iterator[Path]:
    """The file under a name of ours, as long as it is read: theirs is believed for nothing."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as to:
            for piece in file.chunks():
                to.write(piece)
        if unpacked_size(path, UNPACKED) > UNPACKED:
            raise Problem(413, "too_large", f"unpacks to more than {UNPACKED >> 20} MiB; right: several files")
        yield path


def _tried(path: Path, mapping: FeedMapping) -> Mapping[str, Any]:
    found = try_feed(path, mapping, current_watch().vocabulary, SHOWN)
    shown = [{name: value for name, value in row.items() if value is not None} for row in found.first.to_dicts()]
    return {**_said(found), "events": found.events, "kinds": dict(found.kinds), "first": shown}


def _recorded(request: HttpRequest, path: Path, mapping: FeedMapping, name: str) -> Mapping[str, Any]:
    """Read as it comes in now, and recorded; the audit says who sent what."""
    now = clock()
    done = push(read_events(path, mapping, current_watch().vocabulary, now), current_watch, shared_clock)
    with writing():
        details = {"mapping": mapping.name, "rows": done.rows, "new": done.fresh, "refused": done.refused}
        by = who(request)
        AuditEntry.objects.create(at=now, who=by.owner, act="events.upload", what=f"file {name[:200]}", details=details)
    return {**_said(done), "events": done.events, "recorded": done.fresh, "repeated": done.repeated}


def _said(found: Reading) -> dict[str, Any]:
    return {
        "rows": found.rows,
        "refused": found.refused,
        "recorded": None,
        "repeated": None,
        "kinds": {},
        "first": [],
        "errors": found.rejected.to_dicts(),
        "findings": [asdict(each) for each in found.findings],
        "problems": [{"what": each.what, "right": each.right, "row": each.line} for each in found.problems],
    }
