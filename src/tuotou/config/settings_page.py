"""The settings as a page people read, made from the one list of them."""

from __future__ import annotations

from typing import Final

from tuotou.config.environment import EVERY

_HEAD: Final = """# Settings 设置

*Made from `config/environment.py` by `make docs`; edit that, not this page.*

All settings come from the environment, and each has a value without it: to try Tuotou, set none. `tuotou doctor` says
what is wrong with them. How they are used stands in [operators.md](operators.md).

所有设置都来自环境变量，都有缺省值；试用时一个也不用设。`tuotou doctor` 会说明哪个值有问题、怎么改。

| variable 变量 | without 缺省 | 含义 | meaning |
| --- | --- | --- | --- |
"""


def settings_page() -> str:
    """`docs/settings.md`."""
    rows = (f"| `{one.name}` | {f'`{one.default}`' if one.default else ''} | {one.zh} | {one.en} |" for one in EVERY)
    return _HEAD + "\n".join(rows) + "\n"
