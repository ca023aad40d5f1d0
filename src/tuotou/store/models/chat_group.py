"""The chat group of a unit: which channel posts into it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ChatGroup(models.Model):
    """Units below it that have no group of their own are told of here too."""

    unit = models.CharField(max_length=64)
    channel = models.ForeignKey("store.Channel", models.CASCADE, related_name="groups")
    lang = models.CharField(max_length=2, default="zh")

    class Meta:
        db_table = "chat_group"
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "channel"], name="chat_group_once")]
