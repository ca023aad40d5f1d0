"""Where everything of the installation is found, and whether it is well."""

from __future__ import annotations

from django.http.response import HttpResponseBase

from tuotou.clockwork.state import states
from tuotou.console.page import Request, show
from tuotou.operations.notices.channels import channels
from tuotou.store.models import ApiToken, ChatGroup, Subscriber
from tuotou.store.models.subscriber import ACTIVE


def overview(request: Request) -> HttpResponseBase:
    """A card for each part."""
    jobs, ways = states(request.now), channels()
    context = {
        "failing": [job for job in jobs if job.failures],
        "late": [job for job in jobs if job.late],
        "jobs": len(jobs),
        "tokens": ApiToken.objects.filter(revoked_at=None).count(),
        "channels": len(ways),
        "unwell": [one.channel.name for one in ways if one.channel.enabled and one.channel.failures],
        "subscribers": Subscriber.objects.count(),
        "stopped": Subscriber.objects.exclude(state=ACTIVE).count(),
        "groups": ChatGroup.objects.count(),
    }
    return show(request, "system/overview.html", context)
