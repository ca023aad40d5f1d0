"""Any table as batches of text cells. What a file is, is read from its first bytes, not from its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tuotou.feeds.batch import Batch, table_error
from tuotou.feeds.bytestream import chunks
from tuotou.feeds.delimited import read_delimited
from tuotou.feeds.excel import read_excel
from tuotou.feeds.json_records import read_json
from tuotou.feeds.mapping import Layout
from tuotou.feeds.parquet import read_parquet


def read_table(path: Path, layout: Layout) -> Iterator[Batch]:
    """Batches of at most `BATCH_ROWS` rows, in the order of the file.

    Raises `TableError` where the file, or its rest, cannot be read; the batches before it stand.
    """
    try:
        head = next((chunk for chunk in chunks(path) if chunk), b"")[:4096]
    except OSError as error:
        raise table_error(str(path), f"the file cannot be opened ({error.strerror})", "check the path") from error
    if head.startswith(b"PAR1"):
        return read_parquet(path)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return read_excel(path, layout)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise table_error(path.name, "the file is UTF-16", "save it as CSV (UTF-8)")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        raise table_error(path.name, "the file is a web page, whatever its name says", "open it and save it as .xlsx")
    return read_json(path, layout) if start in (b"{", b"[") else read_delimited(path, layout)
