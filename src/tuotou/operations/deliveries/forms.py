"""Every form of delivery: this list, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuotou.operations.deliveries.form import Form
from tuotou.operations.deliveries.trace import Trace
from tuotou.operations.deliveries.webhook import Webhook
from tuotou.store.models.subscriber import KUAIDI100, WEBHOOK

FORM: Final[Mapping[str, Form]] = {WEBHOOK: Webhook(), KUAIDI100: Trace()}
