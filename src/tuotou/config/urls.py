"""The addresses of the web."""

from __future__ import annotations

from django.urls import include, path

from tuotou.api.doors import api
from tuotou.console.health import alive, ready
from tuotou.console.metrics import metrics

urlpatterns = [
    path("health", alive),
    path("health/ready", ready),
    path("metrics", metrics),
    path("api/v1/", api.urls),
    path("", include("tuotou.console.urls")),
]
handler403 = "tuotou.console.errors.forbidden"
handler404 = "tuotou.console.errors.missing"
handler500 = "tuotou.console.errors.failed"
