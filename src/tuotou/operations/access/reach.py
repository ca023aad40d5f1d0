"""Whose account somebody may manage: of people all of whose posts lie within their sight."""

from __future__ import annotations

from django.db.models import QuerySet

from tuotou.operations.inquiry.sight import Sight
from tuotou.store.models import Person, Post
from tuotou.store.models.dated import holding


def people_within(sight: Sight, now: int) -> QuerySet[Person]:
    """Who holds a post within a sight; who sees everything sees those without posts too."""
    if sight.sites is None:
        return Person.objects.all()
    return Person.objects.filter(pk__in=_posts(sight, now).values("person"))


def managed_within(sight: Sight, now: int) -> QuerySet[Person]:
    """Who holds posts within a sight and none outside: else a password would open more than who gives it sees."""
    if sight.sites is None:
        return Person.objects.all()
    outside = Post.objects.filter(holding(now)).exclude(unit__code__in=sight.sites)
    return people_within(sight, now).exclude(pk__in=outside.values("person"))


def _posts(sight: Sight, now: int) -> QuerySet[Post]:
    return Post.objects.filter(holding(now), unit__code__in=sight.sites or ())
