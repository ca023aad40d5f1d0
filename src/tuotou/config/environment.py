"""Every setting, once: its name in the environment, its value without, its meaning. docs/settings.md is made of it."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tuotou.config.maps import PRESETS, Tiles, tiles

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
    secret: bool = False
    """Of its value nobody is told more than that it is set."""


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
    secret=True,
)
SECRET_KEY: Final = Setting(
    "TUOTOU_SECRET_KEY",
    "",
    "签名密钥，至少 50 个字符；空着用数据目录里的 `secret_key` 文件（`tuotou serve` 首次启动时生成）",
    "what signatures are made with, 50 characters or more; empty: the file `secret_key` of the data folder, "
    "which `tuotou serve` makes when it starts first",
    secret=True,
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
    secret=True,
)
OIDC_ISSUER: Final = Setting(
    "TUOTOU_OIDC_ISSUER",
    "",
    "公司统一登录（OpenID Connect）的 issuer 地址；空着没有这个入口",
    "the issuer of the company's sign-in (OpenID Connect); empty: there is no such way in",
)
OIDC_CLIENT: Final = Setting(
    "TUOTOU_OIDC_CLIENT",
    "",
    "在统一登录那里登记的 client id；回调地址是 `/sso/oidc/back`",
    "the client id that is registered there; it is sent back to `/sso/oidc/back`",
)
OIDC_SECRET: Final = Setting(
    "TUOTOU_OIDC_SECRET",
    "",
    "对应的 client secret；公开客户端空着",
    "the client secret that goes with it; empty for a public client",
    secret=True,
)
OIDC_CLAIM: Final = Setting(
    "TUOTOU_OIDC_CLAIM",
    "preferred_username",
    "id token 里哪一项是工号",
    "which claim of the id token is the staff number",
)
QR_SIGN_IN: Final = Setting(
    "TUOTOU_QR_SIGN_IN",
    "",
    "哪些企业微信、钉钉应用通道可以扫码登录，通道名逗号分隔；回调地址是 `/sso/通道名/back`",
    "by which channels of WeCom and DingTalk apps people sign in with a QR code, with commas; they send back to "
    "`/sso/CHANNEL/back`",
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
    secret=True,
)
WEBHOOK_ALLOW: Final = Setting(
    "TUOTOU_WEBHOOK_ALLOW",
    "",
    "推送可以连到哪些内网地址或网段，逗号分隔；空着只连公网地址",
    "private addresses or networks that deliveries may go to, with commas; empty: public addresses only",
)
MAP_TILES: Final = Setting(
    "TUOTOU_MAP_TILES",
    "",
    "地图底图：`tianditu:密钥`（天地图）、`amap:密钥`（高德），或瓦片地址，`{x}` `{y}` `{z}` 为瓦片编号；"
    "空着只画点，不连外网",
    "what maps are drawn on: `tianditu:KEY`, `amap:KEY`, or the address of tiles with `{x}` `{y}` `{z}`; empty: points "
    "alone, and nothing is loaded from outside",
)
MAP_ATTRIBUTION: Final = Setting(
    "TUOTOU_MAP_ATTRIBUTION", "", "地图要求署名的文字，如审图号", "what the maker of the map wants to be said on it"
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
    OIDC_ISSUER,
    OIDC_CLIENT,
    OIDC_SECRET,
    OIDC_CLAIM,
    QR_SIGN_IN,
    ROSTER,
    KUAIDI100_SALT,
    WEBHOOK_ALLOW,
    MAP_TILES,
    MAP_ATTRIBUTION,
    LOG,
    LOG_LEVEL,
)
"""In the order of the docs."""


@dataclass(frozen=True, slots=True)
class InForce:
    """A setting and what it is here."""

    name: str
    value: str
    """Empty where it is `hidden`."""
    given: bool
    hidden: bool
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Environment:
    """What the environment says, read by setting."""

    variables: Mapping[str, str]

    def text(self, setting: Setting) -> str:
        """The value as it stands."""
        return self.variables.get(setting.name, "").strip() or setting.default

    def in_force(self) -> tuple[InForce, ...]:
        """Every setting as it is, for people; no secret among them."""
        return tuple(self._told(one) for one in EVERY)

    def _told(self, one: Setting) -> InForce:
        given = bool(self.variables.get(one.name, "").strip())
        return InForce(one.name, "" if one.secret else self.text(one), given, one.secret, one.zh, one.en)

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

    def map_tiles(self) -> Tiles:
        """Where maps take their pictures from. Raises `BadSetting`."""
        try:
            return tiles(self.text(MAP_TILES), self.text(MAP_ATTRIBUTION))
        except ValueError as error:
            right = f"{', '.join(f'{name}:KEY' for name in PRESETS)}, or an address with {{x}}, {{y}} and {{z}}"
            raise BadSetting(MAP_TILES.name, str(error), right) from error

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
