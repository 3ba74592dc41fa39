"""The words of states in files: those that the pages show (`workplan.words`, which stands above this app)."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchange.models import Export

Words = Mapping[str, str | Promise]

# What a file of the list, and its sheet, are called.
TITLES: Words = {
    Export.List.TASKS: pgettext_lazy("file", "Tasks"),
    Export.List.UPDATES: pgettext_lazy("file", "Progress updates"),
    Export.List.EVENTS: pgettext_lazy("file", "Events"),
    Export.List.INDICATORS: pgettext_lazy("file", "Indicators"),
    Export.List.LEADERS: _("Municipal leaders"),
}
SIGNAL: Words = {
    "completed": pgettext_lazy("signal", "completed"),
    "on_track": pgettext_lazy("signal", "on track"),
    "behind": pgettext_lazy("signal", "behind"),
    "far_behind": pgettext_lazy("signal", "far behind"),
    "overdue": pgettext_lazy("signal", "overdue"),
    "not_due": pgettext_lazy("signal", "not due"),
    "cancelled": pgettext_lazy("signal", "cancelled"),
}
REVIEW: Words = {
    "not_required": "",
    "pending": pgettext_lazy("review", "pending"),
    "endorsed": pgettext_lazy("review", "endorsed"),
    "accepted": pgettext_lazy("review", "accepted"),
    "returned": pgettext_lazy("review", "returned"),
    "withdrawn": pgettext_lazy("review", "withdrawn"),
}
