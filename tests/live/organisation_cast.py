"""A small organisation: one province, two outlets of one city, a hub, and the people of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from tuotou.operations.organisation.importing import Imported, import_organisation
from tuotou.operations.organisation.workbook import write_workbook

Rows = Sequence[Sequence[str | float | None]]
NOW = 1_780_000_000_000_000
UNITS: Rows = (
    ("HQ", "总部", "Headquarters", "总部"),
    ("P32", "江苏省区", "Jiangsu", "省区"),
    ("A1", "苏州片区", "Suzhou", "片区"),
    ("SZ01", "园区一部", "Park 1", "一级网点", "120.7263", "31.3184"),
    ("SZ02", "园区二部", "Park 2", "一级网点"),
    ("SZ01A", "承包一区", "", "承包区"),
    ("HUB1", "苏州分拨中心", "Suzhou hub", "分拨中心"),
)
BELONGINGS: Rows = (
    ("P32", "HQ"),
    ("A1", "P32"),
    ("SZ01", "A1", "2026-01-01", "2026-06-01"),
    ("SZ01", "P32", "2026-06-01"),
    ("SZ02", "A1"),
    ("SZ01A", "SZ01"),
    ("HUB1", "P32"),
)
PEOPLE: Rows = (
    ("SZ01001", "李明", "13800001234"),
    ("SZ01002", "王红"),
    ("SZ01003", "张强"),
    ("A1001", "赵敏"),
    ("HQ001", "陈总"),
)
POSTS: Rows = (
    ("SZ01001", "SZ01", "网点经理"),
    ("SZ01002", "SZ01", "网点客服"),
    ("SZ01003", "SZ01", "网点客服"),
    ("SZ01001", "SZ02", "网点经理", "2026-03-01"),
    ("A1001", "A1", "片区质控"),
    ("HQ001", "HQ", "管理层"),
)
DUTIES: Rows = (
    ("SZ01", "网点客服", "SZ01003", "SZ01002", "2026-05-01 08:00", "2026-05-01 20:00"),
    ("SZ01", "网点客服", "SZ01002", None, "2026-05-01 20:00", "2026-05-02 08:00"),
)
SHEETS: Mapping[str, Rows] = {
    "units": UNITS,
    "belongings": BELONGINGS,
    "franchisees": (("JM1", "捷达公司"), ("JM2", "顺意公司")),
    "franchises": (("SZ01", "JM1", "2026-01-01", "2026-04-01"), ("SZ01", "JM2", "2026-04-01"), ("SZ02", "JM2")),
    "brands": (("SZ01", "YT", "215021"), ("SZ01", "ST", "SZYQ1")),
    "served_areas": (("SZ01", "320571"), ("SZ01", "金鸡湖")),
    "people": PEOPLE,
    "posts": POSTS,
    "duties": DUTIES,
    "vehicles": (("苏E12345", "厢式货车", "HUB1"),),
    "lines": (("HUB1-SZ01", "HUB1", "SZ01", "20:30", "45", "顺达物流"),),
}


def at(text: str) -> int:
    """Beijing time as µs UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()) * 1_000_000


def workbook(folder: Path, sheets: Mapping[str, Rows] = SHEETS) -> Path:
    """A workbook of these sheets."""
    path = folder / "organisation.xlsx"
    path.write_bytes(_written(tuple((name, tuple(map(tuple, rows))) for name, rows in sheets.items())))
    return path


@cache
def _written(sheets: tuple[tuple[str, tuple[tuple[str | float | None, ...], ...]], ...]) -> bytes:
    """Most tests ask for the same ones, and to write one takes longer than to read it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "organisation.xlsx"
        write_workbook(path, dict(sheets))
        return path.read_bytes()


def imported(folder: Path, **sheets: Rows) -> Imported:
    """The cast, then further sheets, in the database; what became of the latter."""
    import_organisation([workbook(folder)], NOW, "HQ001")
    return more(folder, **sheets)


def more(folder: Path, **sheets: Rows) -> Imported:
    """What becomes of some sheets."""
    return import_organisation([workbook(folder, sheets)], NOW, "HQ001")


def faults(done: Imported) -> list[tuple[str, int, str, str]]:
    """Sheet, row, column and reason of every refusal."""
    return [(row["sheet"], row["row"], row["field"], row["reason"]) for row in done.rejected.iter_rows(named=True)]
