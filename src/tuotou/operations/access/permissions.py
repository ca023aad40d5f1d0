"""What people may see and do in the console, in words, and which roles may. Where they may is told by their posts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuotou.core.document import Bilingual

PERMISSIONS: Final[Mapping[str, Bilingual]] = {
    "overview.see": Bilingual("查看指挥大屏", "see the command centre"),
    "today.see": Bilingual("查看网点今日与场地看板", "see an outlet's or a hub's day"),
    "warnings.own": Bilingual("查看、接手自己的预警", "see and take up what is one's own of warnings"),
    "warnings.see": Bilingual("查看预警", "see warnings"),
    "warnings.handle": Bilingual("处理预警", "take warnings up, pass them on, close them"),
    "subjects.see": Bilingual("查询快件、车次、班次、工单", "look up parcels, trips, shifts and cases"),
    "people.see": Bilingual("查看员工的操作、考核与预警", "see what somebody did, answers for and has in hand"),
    "personal.unmask": Bilingual("查看完整个人信息（留痕）", "see personal data in full, which is noted"),
    "standards.see": Bilingual("查看标准", "see standards"),
    "standards.drafts": Bilingual("查看标准草稿", "see drafts of standards"),
    "standards.write": Bilingual("起草标准、回测", "draft standards and try them on history"),
    "standards.approve": Bilingual("批准标准", "approve standards that somebody else drafted"),
    "indicators.see": Bilingual("查看指标", "see indicators"),
    "targets.write": Bilingual("设定目标与基线", "set targets and baselines"),
    "exemptions.file": Bilingual("提交报备", "file exemptions"),
    "exemptions.decide": Bilingual("审批报备", "decide on exemptions"),
    "feeds.see": Bilingual("查看数据源与数据质量", "see sources and the quality of data"),
    "feeds.write": Bilingual("上传数据、管理数据源", "upload data, manage sources"),
    "outbox.see": Bilingual("查看通知与推送", "see what was sent"),
    "outbox.resend": Bilingual("重发通知与推送", "send again"),
    "organisation.see": Bilingual("查看组织与人员", "see the organisation and its people"),
    "organisation.write": Bilingual("维护组织与人员", "change the organisation and its people"),
    "accounts.write": Bilingual("管理账号", "manage accounts"),
    "system.write": Bilingual("管理令牌、通道、日历、字典", "manage tokens, channels, calendars, dictionaries"),
    "audit.see": Bilingual("查看操作日志与登录日志", "see what was done, and who signed in"),
    "exports.approve": Bilingual("批准大批量导出", "approve large exports"),
}

_FLOOR: Final = ("today.see", "subjects.see", "warnings.own")
_LEAD: Final = (
    *_FLOOR, "overview.see", "warnings.see", "warnings.handle", "people.see", "standards.see", "indicators.see",
    "exemptions.file", "organisation.see",
)  # fmt: skip
_QUALITY: Final = (*_LEAD, "exemptions.decide", "standards.drafts", "standards.write", "targets.write")
MAY: Final[Mapping[str, tuple[str, ...]]] = {
    "courier": _FLOOR,
    "driver": _FLOOR,
    "sorter": _FLOOR,
    "station_operator": _FLOOR,
    "outlet_agent": (*_FLOOR, "warnings.see", "warnings.handle", "standards.see"),
    "agent": (*_FLOOR, "warnings.see", "warnings.handle", "standards.see", "personal.unmask"),
    "tracer": (*_FLOOR, "warnings.see", "warnings.handle", "standards.see", "personal.unmask"),
    "claims": (*_FLOOR, "warnings.see", "standards.see", "personal.unmask"),
    "shift_leader": (*_FLOOR, "warnings.see", "warnings.handle", "standards.see"),
    "safety_officer": (*_FLOOR, "warnings.see", "warnings.handle", "standards.see", "indicators.see"),
    "outlet_manager": _LEAD,
    "hub_manager": _LEAD,
    "area_manager": (*_LEAD, "exemptions.decide", "targets.write"),
    "area_quality": _QUALITY,
    "hq_quality": (*_QUALITY, "feeds.see", "feeds.write", "outbox.see", "outbox.resend", "personal.unmask",
                   "standards.approve", "audit.see", "exports.approve"),
    "management": (*_LEAD, "exemptions.decide", "standards.drafts", "standards.approve", "targets.write",
                   "exports.approve", "audit.see"),
    "hr": ("people.see", "organisation.see", "organisation.write", "indicators.see", "standards.see", "warnings.own",
           "warnings.see", "warnings.handle"),
    "admin": (
        "organisation.see", "organisation.write", "accounts.write", "system.write", "audit.see", "feeds.see",
        "feeds.write", "outbox.see", "outbox.resend", "standards.see", "indicators.see",
    ),
}  # fmt: skip
"""Role of `core.standards.role` → what it may as shipped, within the unit of the post; see `roles` for what it may."""
ADMINISTERS: Final = "accounts.write"
"""Who may this administers the installation: somebody always does."""
