"""How a row of the database reads as JSON."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from rest_framework import serializers


class Shape:
    """The names of a JSON object, in their order, each with the column it shows (as `values()` names it)."""

    def __init__(self, **names: str) -> None:
        self.names = names
        self.columns = tuple(dict.fromkeys(names.values()))
        self._pairs = tuple(names.items())

    def body(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object of one row of `values(*columns)`."""
        return {name: row[column] for name, column in self._pairs}


def same(*names: str) -> dict[str, str]:
    """Names that are the columns' own."""
    return {name: name for name in names}


def local(instant: datetime) -> datetime:
    """An instant with the offset of the product's time zone."""
    return instant.astimezone(timezone.get_default_timezone())


def number(value: Decimal | None) -> int | float | None:
    """A decimal as a JSON number: whole when it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


class Shown(serializers.ModelSerializer[Any]):
    """The documented shape of a model's JSON: every name is always there, and none of it is read from a caller."""

    def get_extra_kwargs(self) -> dict[str, Any]:
        """Fields without what only matters for input, part of which differs between databases."""
        return super().get_extra_kwargs() | {name: {"read_only": True} for name in self.Meta.fields}

    class Meta:
        model: Any = None
        fields: tuple[str, ...] = ()
