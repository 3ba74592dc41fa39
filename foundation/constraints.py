"""Conditions that the database itself holds of one field, in few words, so that a model's Meta stays short."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q


def one_of(field: str, words: Iterable[str], name: str) -> models.CheckConstraint:
    """The condition that a field holds one of these words, or null where it may; an enumeration gives its `values`."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": list(words)}), name=name)


def within(field: str, lowest: int, highest: int, name: str) -> models.CheckConstraint:
    """The condition that a field holds a number from the lowest to the highest, or null where it may."""
    return models.CheckConstraint(condition=Q(**{f"{field}__gte": lowest, f"{field}__lte": highest}), name=name)
