"""The kinds of channels that come with the package, each in a folder of its own: one line here, one folder there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuotou.notices.console.channel import KIND as CONSOLE
from tuotou.notices.dingtalk_app.channel import KIND as DINGTALK_APP
from tuotou.notices.dingtalk_robot.channel import KIND as DINGTALK_ROBOT
from tuotou.notices.feishu_app.channel import KIND as FEISHU_APP
from tuotou.notices.feishu_robot.channel import KIND as FEISHU_ROBOT
from tuotou.notices.kind import ChannelKind
from tuotou.notices.mail.channel import KIND as MAIL
from tuotou.notices.sms_gateway.channel import KIND as SMS_GATEWAY
from tuotou.notices.webhook.channel import KIND as WEBHOOK
from tuotou.notices.wecom_app.channel import KIND as WECOM_APP
from tuotou.notices.wecom_robot.channel import KIND as WECOM_ROBOT

KINDS: Final[Mapping[str, ChannelKind]] = {
    kind.name: kind
    for kind in (
        WECOM_ROBOT,
        DINGTALK_ROBOT,
        FEISHU_ROBOT,
        WECOM_APP,
        DINGTALK_APP,
        FEISHU_APP,
        MAIL,
        SMS_GATEWAY,
        WEBHOOK,
        CONSOLE,
    )
}
"""In the order of the docs."""
