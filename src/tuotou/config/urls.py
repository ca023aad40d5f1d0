"""The addresses of the web."""

from __future__ import annotations

from django.urls import path

from tuotou.api.doors import api
from tuotou.console.health import alive, ready
from tuotou.console.metrics import metrics

urlpatterns = [
    path("health", alive),
    path("health/ready", ready),
    path("metrics", metrics),
    path("api/v1/", api.urls),
]
