"""`{{ event.starts_at|until:event.ends_at }}`: from when until when, in words."""

from datetime import datetime

from django import template

from foundation.days import span

register = template.Library()


@register.filter
def until(starts_at: datetime, ends_at: datetime) -> str:
    """The day once where it is one."""
    return span(starts_at, ends_at)
