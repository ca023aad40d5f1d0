"""The mappings that come with the package, each in a folder with its samples: one line here, one folder there."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

SHIPPED: Final = ("scans", "lade", "changshu", "changshu_days", "kuaidi100", "sms_inbound")


def shipped_mapping(name: str) -> tuple[str, str]:
    """Text and file name of a shipped mapping; raises `KeyError` for a name that is not in `SHIPPED`."""
    if name not in SHIPPED:
        raise KeyError(name)
    return (files("tuotou.feeds") / name / "map.yaml").read_text("utf-8"), f"{name}/map.yaml"


def jilin_deliveries() -> Path:
    """The real deliveries that the demonstration reads with the mapping `lade`."""
    return Path(str(files("tuotou.feeds") / "lade" / "delivery_jl.parquet"))


def changshu_receipts() -> Path:
    """The real receipts that the demonstration reads with the mapping `changshu_days`."""
    return Path(str(files("tuotou.feeds") / "changshu_days" / "orders.parquet"))


def changshu_standards() -> Path:
    """The standards that are counted in days, which is all that these receipts can be judged by."""
    return Path(str(files("tuotou.feeds") / "changshu_days" / "standards"))
