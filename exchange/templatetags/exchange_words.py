"""Words of a register that comes in. `{{ unknown.sort|sort_word }}`, `{{ unknown.sort|usual_way }}`"""

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()
SORTS = {
    "leader": _("Municipal leader"),
    "host": _("Host division"),
    "kind": _("Kind"),
    "country": _("Country or region"),
    "area": _("Priority area"),
    "counterpart": _("Counterpart"),
    "series": _("Series"),
    "venue": _("Venue"),
}
USUAL = {
    "venue": _("keep as text"),
    "counterpart": pgettext_lazy("unknown name", "a new one, named with the event"),
    "series": pgettext_lazy("unknown name", "a new one, named with the event"),
}


@register.filter
def sort_word(sort: str) -> object:
    """Of what an unknown name is one."""
    return SORTS[sort]


@register.filter
def usual_way(sort: str) -> object:
    """What becomes of it where nothing is chosen."""
    return USUAL.get(sort, "–")
