"""`{{ number|ordinal }}` 27th, 第27届; `{{ delegation|stay }}`; `{% if event|outside:delegation %}`;
`{{ numbers|years }}` 2021, 2023."""

from collections.abc import Iterable

from django import template

from events.models import Delegation, Event
from events.registers.wording import lies_outside, ordinal, stay
from foundation.bilingual import chinese, listed

register = template.Library()
register.filter("ordinal", ordinal)
register.filter("stay", stay)


@register.filter
def outside(event: Event, delegation: Delegation) -> bool:
    """Whether an event lies outside the stay of its delegation."""
    return lies_outside(delegation, event.starts_on, event.ends_on)


@register.filter
def years(numbers: Iterable[int]) -> str:
    """2021, 2023; 2021年、2023年."""
    return listed(f"{number}年" if chinese() else number for number in numbers)
