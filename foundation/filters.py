"""Filters that say what is wrong instead of ignoring it: the parts of every FilterSet, for pages and API alike."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter, MultipleChoiceFilter
from django_filters.fields import ModelChoiceField
from django_filters.filters import Filter

from foundation.text import validate_plain_text

ANY = _("any")
NONE = _("none")
_YEAR = re.compile(r"[0-9]{4}\Z")
_ID = re.compile(r"[1-9][0-9]{0,17}\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


class DayField(forms.DateField):
    """A day as YYYY-MM-DD, exactly."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": _("Expected a day as YYYY-MM-DD.")}

    def to_python(self, value: Any) -> date | None:
        """The day; None for nothing."""
        if value in self.empty_values:
            return None
        if not _DAY.match(str(value)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class DayFilter(Filter):
    """By a day."""

    field_class = DayField


class YearField(forms.IntegerField):
    """A year as four digits."""

    def to_python(self, value: Any) -> int | None:
        """The year; None for nothing."""
        if value not in self.empty_values and not _YEAR.match(str(value)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        found: int | None = super().to_python(value)
        return found


class YearFilter(Filter):
    """By a year."""

    field_class = YearField
    FIRST, LAST = 1949, 2100

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=self.FIRST, max_value=self.LAST, **options)


class _KeyField(ModelChoiceField):
    """Another thing by its key, written as the API writes it: an id as its digits and nothing around them."""

    def to_python(self, value: Any) -> Any:
        """The thing; None for nothing."""
        if self.to_field_name == "id" and value not in self.empty_values and not _ID.match(str(value)):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return super().to_python(value)


class KeyFilter(ModelChoiceFilter):
    """By the key of another thing; `null` asks for the rows without one where `null_label` is given."""

    field_class = _KeyField

    def __init__(self, queryset: QuerySet[Any], *, key: str = "code", **options: Any) -> None:
        options.setdefault("empty_label", ANY)
        super().__init__(queryset=queryset, to_field_name=key, **options)


class OneOfFilter(ChoiceFilter):
    """By one of a few words."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("empty_label", ANY)
        super().__init__(**options)


class SomeOfFilter(MultipleChoiceFilter):
    """By any of several words: the parameter may be repeated."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(**options)


class YesNoFilter(ChoiceFilter):
    """By a fact: `true` or `false`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=(("true", _("yes")), ("false", _("no"))), empty_label=ANY, **options)

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        """The word as the fact."""
        found: QuerySet[Any] = super().filter(qs, {"true": True, "false": False}.get(value or ""))
        return found


class SearchFilter(CharFilter):
    """By a part of some text fields, in either language: a substring, so that two Chinese characters are enough."""

    def __init__(self, fields: Sequence[str], **options: Any) -> None:
        super().__init__(max_length=100, validators=[validate_plain_text], **options)
        self.fields = fields

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        """The rows of which any field holds the text, whatever its case."""
        return qs.filter(holds(self.fields, value)) if value else qs


def holds(fields: Sequence[str], text: str) -> Q:
    """The condition that any of these fields holds the text, whatever its case."""
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{field}__icontains": text})
    return condition


class StrictFilterSet(FilterSet):
    """Filters as declared. `only` names the ones to build: the API passes those it was asked for, which is cheaper."""

    base_filters: dict[str, Any]

    def __init__(
        self,
        data: Any = None,
        queryset: QuerySet[Any] | None = None,
        *,
        request: Any = None,
        only: Any = None,
        **options: Any,
    ) -> None:
        kept = self.base_filters
        if only is not None:
            self.base_filters = {name: each for name, each in kept.items() if name in only}
        super().__init__(data, queryset, request=request, **options)

    @classmethod
    def names(cls) -> list[str]:
        """The query parameters understood."""
        return list(cls.base_filters)

    @classmethod
    def repeatable(cls) -> list[str]:
        """Those that may be given several times."""
        return [name for name, each in cls.base_filters.items() if isinstance(each, MultipleChoiceFilter)]

    def leave(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """The `method` of a filter that `filter_queryset` applies together with others."""
        return queryset

    def choose(self, name: str, queryset: QuerySet[Model]) -> None:
        """Offer and accept only these things for a KeyFilter, when it is there."""
        if name in self.filters:
            self.filters[name].queryset = queryset  # what its field is made of; `extra` would be overwritten by it
