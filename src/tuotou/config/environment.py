"""Every setting, once: its name in the environment, its value without, its meaning. docs/settings.md is made of it."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class BadSetting(ValueError):
    """A setting that cannot be understood; `name` says which, the message what would be right."""

    def __init__(self, name: str, what: str, right: str) -> None:
        super().__init__(f"{what}; right: {right}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable of the environment."""

    name: str
    default: str
    zh: str
    en: str


HOME: Final = Setting(
    "TUOTOU_HOME",
    "var/tuotou",
    "数据目录：内嵌数据库、证据、密钥",
    "the data folder: the embedded database, evidence, the secret key",
)
DATABASE: Final = Setting(
    "DATABASE_URL",
    "",
    "数据库地址，如 `postgres://USER:PASSWORD@HOST:5432/NAME`；空着用数据目录里的 SQLite",
    "the database, such as `postgres://USER:PASSWORD@HOST:5432/NAME`; empty: SQLite in the data folder",
)
SECRET_KEY: Final = Setting(
    "TUOTOU_SECRET_KEY",
    "",
    "签名密钥，至少 50 个字符；空着用数据目录里的 `secret_key` 文件（`tuotou serve` 首次启动时生成）",
    "what signatures are made with, 50 characters or more; empty: the file `secret_key` of the data folder, "
    "which `tuotou serve` makes when it starts first",
)
ALLOWED_HOSTS: Final = Setting(
    "TUOTOU_ALLOWED_HOSTS",
    "localhost,127.0.0.1,[::1]",
    "可用来访问的主机名，逗号分隔；其余请求一律拒绝",
    "the host names under which it may be asked, with commas; all other requests are refused",
)
HTTPS: Final = Setting(
    "TUOTOU_HTTPS",
    "0",
    "`1`：只经 HTTPS 访问（反向代理之后），Cookie 只走 HTTPS，并发出 HSTS",
    "`1`: reached through HTTPS only, behind a reverse proxy; cookies are secure, HSTS is sent",
)
PROXIES: Final = Setting(
    "TUOTOU_PROXIES",
    "127.0.0.1,::1",
    "信任哪些反向代理给出的来访地址（X-Forwarded-For），逗号分隔",
    "the reverse proxies whose word is taken for who asks (X-Forwarded-For), with commas",
)
METRICS_ALLOW: Final = Setting(
    "TUOTOU_METRICS_ALLOW",
    "127.0.0.1/32,::1/128",
    "可读 `/metrics` 的地址或网段，逗号分隔；设了口令时不看地址",
    "addresses or networks that may read `/metrics`, with commas; not asked for where there is a token",
)
METRICS_TOKEN: Final = Setting(
    "TUOTOU_METRICS_TOKEN",
    "",
    "读 `/metrics` 要带的口令（`Authorization: Bearer …`）",
    "the token without which `/metrics` is not told (`Authorization: Bearer …`)",
)
ROSTER: Final = Setting(
    "TUOTOU_ROSTER",
    "",
    "台账文件（场地、人员、车辆、数据源），每天、每月的要求由它开项；空着用组织架构里的场地、任职和车辆",
    "the roster file (sites, people, vehicles, feeds) that opens what is due each day and month; empty: the sites, "
    "posts and vehicles of the organisation",
)
KUAIDI100_SALT: Final = Setting(
    "TUOTOU_KUAIDI100_SALT",
    "",
    "快递100 订阅时填的 salt，用来核对推送的签名；空着不收推送",
    "the salt of the subscriptions at Kuaidi100, by which its pushes are known; empty: none are taken",
)
WEBHOOK_ALLOW: Final = Setting(
    "TUOTOU_WEBHOOK_ALLOW",
    "",
    "推送可以连到哪些内网地址或网段，逗号分隔；空着只连公网地址",
    "private addresses or networks that deliveries may go to, with commas; empty: public addresses only",
)
LOG: Final = Setting("TUOTOU_LOG", "text", "日志格式：`text` 或 `json`", "the form of the log: `text` or `json`")
LOG_LEVEL: Final = Setting(
    "TUOTOU_LOG_LEVEL",
    "",
    "从哪一级起记日志：`debug`、`info`、`warning`、`error`；空着时 `tuotou serve` 为 info，其他命令为 warning",
    "what is logged: from `debug`, `info`, `warning` or `error`; empty: info by `tuotou serve`, warning by all others",
)
EVERY: Final = (
    HOME,
    DATABASE,
    SECRET_KEY,
    ALLOWED_HOSTS,
    HTTPS,
    PROXIES,
    METRICS_ALLOW,
    METRICS_TOKEN,
    ROSTER,
    KUAIDI100_SALT,
    WEBHOOK_ALLOW,
    LOG,
    LOG_LEVEL,
)
"""In the order of the docs."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What the environment says, read by setting."""

    variables: Mapping[str, str]

    def text(self, setting: Setting) -> str:
        """The value as it stands."""
        return self.variables.get(setting.name, "").strip() or setting.default

    def words(self, setting: Setting) -> list[str]:
        """A value of several words with commas."""
        return [word.strip() for word in self.text(setting).split(",") if word.strip()]

    def one_of(self, setting: Setting, values: Sequence[str]) -> str:
        """A value that can only be one of a few. Raises `BadSetting`."""
        value = self.text(setting).lower()
        if value not in values:
            known = ", ".join(filter(None, values))
            raise BadSetting(setting.name, f"'{value}' is none of its values", f"one of {known}")
        return value

    def yes(self, setting: Setting) -> bool:
        """Whether it is switched on. Raises `BadSetting`."""
        return self.one_of(setting, ("0", "1")) == "1"

    def networks(self, setting: Setting) -> tuple[Network, ...]:
        """Addresses and networks. Raises `BadSetting`."""
        return tuple(_read(setting, ipaddress.ip_network, word) for word in self.words(setting))

    def secret(self, setting: Setting, file: Path) -> str:
        """The value, or what its file holds; empty where there is neither."""
        return self.text(setting) or (file.read_text("utf-8").strip() if file.is_file() else "")


def environment() -> Environment:
    """That of the process."""
    return Environment(os.environ)


def _read(setting: Setting, read: Callable[[str], Any], word: str) -> Any:
    try:
        return read(word)
    except ValueError:
        raise BadSetting(setting.name, f"'{word}' is no address and no network", "for example 10.0.0.0/8") from None
