"""What the tests of plan editing share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from changelog.models import Change

NAMES = {"name_en": "A name", "name_zh": "名称"}


def refused(service: Callable[..., Any], *given: Any, **facts: Any) -> dict[str, list[str]]:
    """The messages by field with which a service refuses; it recorded nothing."""
    changes = Change.objects.count()
    with pytest.raises(ValidationError) as error:
        service(*given, **facts)
    assert Change.objects.count() == changes
    return error.value.message_dict if hasattr(error.value, "error_dict") else {"": error.value.messages}


def last() -> Any:
    """The newest change."""
    return Change.objects.order_by("-id")[0]
