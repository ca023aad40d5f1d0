"""What acts of the audit are called, and where what they were done to is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from tuotou.core.document import Bilingual

ACTS: Final[Mapping[str, Bilingual]] = {
    "account.first": Bilingual("创建第一个管理员", "make the first administrator"),
    "account.give": Bilingual("开账号", "give an account"),
    "account.password": Bilingual("修改密码", "change a password"),
    "account.reset": Bilingual("重置密码", "reset a password"),
    "account.disable": Bilingual("停用账号", "disable an account"),
    "account.enable": Bilingual("启用账号", "enable an account"),
    "account.unlock": Bilingual("解锁账号", "unlock an account"),
    "account.sign_out": Bilingual("结束登录", "sign out everywhere"),
    "account.sign_out_one": Bilingual("结束一处登录", "sign out of one browser"),
    "account.second_factor": Bilingual("开启第二步验证", "turn the second step on"),
    "account.no_second_factor": Bilingual("关闭第二步验证", "turn the second step off"),
    "role.change": Bilingual("修改角色权限", "change what a role may"),
    "organisation.import": Bilingual("导入组织", "import the organisation"),
    "organisation.change": Bilingual("修改组织", "change the organisation"),
    "list.export": Bilingual("导出清单", "export a list"),
    "export.ask": Bilingual("申请导出", "ask for an export"),
    "export.approve": Bilingual("批准导出", "allow an export"),
    "export.refuse": Bilingual("拒绝导出", "refuse an export"),
    "export.fetch": Bilingual("下载导出文件", "fetch an export"),
    "token.issue": Bilingual("发令牌", "issue a token"),
    "token.revoke": Bilingual("吊销令牌", "revoke a token"),
    "channel.add": Bilingual("设置通道", "set a channel up"),
    "channel.lead": Bilingual("改变通道去向", "say where a channel leads"),
    "channel.enable": Bilingual("启用通道", "switch a channel on"),
    "channel.disable": Bilingual("停用通道", "switch a channel off"),
    "channel.remove": Bilingual("删除通道", "remove a channel"),
    "channel.group": Bilingual("设为单位群", "make a channel a unit's group"),
    "contact.set": Bilingual("登记联系方式", "set a contact"),
    "contact.remove": Bilingual("删除联系方式", "remove a contact"),
    "preference.set": Bilingual("设置通知偏好", "set how somebody is told"),
    "letter.resend": Bilingual("重发消息", "send letters again"),
    "events.upload": Bilingual("上传数据", "upload data"),
    "events.bring": Bilingual("送入数据", "bring data"),
    "target.set": Bilingual("设定目标", "set a target"),
    "standard.draft": Bilingual("起草标准", "begin a draft of a standard"),
    "standard.write": Bilingual("修改草稿", "change a draft"),
    "standard.submit": Bilingual("提交审批", "submit a draft"),
    "standard.take_back": Bilingual("撤回送审", "take a draft back"),
    "standard.discard": Bilingual("丢弃草稿", "discard a draft"),
    "standard.approve": Bilingual("批准标准", "approve a standard"),
    "standard.refuse": Bilingual("退回草稿", "refuse a draft"),
    "standard.publish": Bilingual("发布标准", "publish a standard"),
    "trial.ask": Bilingual("发起回测", "ask for a back-test"),
    "trial.cancel": Bilingual("取消回测", "cancel a back-test"),
    "warning.acknowledge": Bilingual("接手预警", "take a warning up"),
    "warning.assign": Bilingual("转派预警", "pass a warning on"),
    "warning.snooze": Bilingual("稍后提醒", "let a warning be for a while"),
    "warning.resolve": Bilingual("关闭预警", "close a warning"),
    "warning.mute": Bilingual("静默预警", "mute a warning"),
    "exemption.file": Bilingual("提交报备", "file an exemption"),
    "courier.remind": Bilingual("提醒快递员", "remind a courier"),
    "personal.unmask": Bilingual("查看完整个人信息", "see personal data in full"),
    "note.write": Bilingual("写备注", "write a note"),
    "exemption.approve": Bilingual("批准报备", "approve an exemption"),
    "exemption.reject": Bilingual("驳回报备", "reject an exemption"),
    "exemption.withdraw": Bilingual("撤回报备", "withdraw an exemption"),
    "ground.publish": Bilingual("发布日历、放假安排或时效承诺", "publish a calendar, holidays or time commitments"),
    "ground.withdraw": Bilingual("撤回自有的日历、放假安排或时效承诺", "take back an own calendar or commitments"),
    "dictionary.change": Bilingual("修改字典", "change a dictionary"),
    "source.add": Bilingual("添加数据源", "add a source"),
    "source.change": Bilingual("修改数据源", "change a source"),
    "source.enable": Bilingual("启用数据源", "switch a source on"),
    "source.disable": Bilingual("停用数据源", "switch a source off"),
    "source.remove": Bilingual("删除数据源", "remove a source"),
    "subscriber.add": Bilingual("添加推送", "add a webhook"),
    "subscriber.change": Bilingual("修改推送", "change a webhook"),
    "subscriber.enable": Bilingual("恢复推送", "go on with a webhook"),
    "subscriber.disable": Bilingual("停止推送", "stop a webhook"),
    "subscriber.rotate": Bilingual("更换推送密钥", "give a webhook a new secret"),
    "subscriber.remove": Bilingual("删除推送", "remove a webhook"),
    "subscriber.replay": Bilingual("补推", "send again to a webhook"),
    "subscriber.follow": Bilingual("关注快件", "follow parcels"),
    "subscriber.unfollow": Bilingual("取消关注", "follow parcels no more"),
}
"""In the order of areas; what is not here is called as it is kept."""
_SEARCHED: Final = {"account": "accounts", "token": "tokens", "channel": "channels", "subscriber": "webhooks"}
"""What it was done to → the list in which it is found by its name."""


def act(name: str) -> Bilingual:
    """An act, in words."""
    return ACTS.get(name) or Bilingual(name, name)


def place(what: str) -> str:
    """The address of what it was done to; empty where there is none."""
    noun, _, name = what.partition(" ")
    if noun in _SEARCHED:
        return f"{reverse(_SEARCHED[noun])}?{urlencode({'q': name})}"
    if noun == "dictionary":
        return reverse("dictionary-entry", args=name.split(" ", 1)) if " " in name else ""
    if noun == "role":
        return reverse("role", args=(name,)) if name.replace("_", "").isalnum() else ""
    pages = {"units": "unit", "people": "person", "belongings": "unit", "posts": "person", "person": "person"}
    words = name.split(" ")
    return reverse(pages[noun], args=(words[0],)) if noun in pages and words[0] else _other(noun, name)


def _other(noun: str, name: str) -> str:
    """Warnings and exemptions have pages where their areas are there."""
    try:
        return reverse(noun, args=(int(name),)) if noun in ("warning", "exemption") and name.isdecimal() else ""
    except NoReverseMatch:
        return ""
