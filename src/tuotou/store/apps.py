"""The app as the framework knows it."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The tables of Tuotou."""

    name = "tuotou.store"
    label = "store"
