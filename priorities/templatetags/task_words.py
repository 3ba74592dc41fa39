"""Words about tasks that rows are written with. `{% load task_words %}`

{% signal state.signal state|signal_detail %}   "30 days" after overdue, "34.2 points" after (far) behind
{{ update|said }}                                "in progress, 85%"
    {{ state|unreported }}                           "not reported", "never reported", for a stale task
{{ review|acting }}                              who reviewed or asked: "Staff 2 (standing in for Chief 1)"
"""

from django import template
from django.forms.utils import ErrorDict, ErrorList
from django.utils.translation import gettext, ngettext, pgettext

from foundation.bilingual import aside
from foundation.numbers import one_decimal
from priorities.figures import Signal, TaskState
from priorities.models import ExtensionRequest, ProgressUpdate, Review, Round
from priorities.rounds import name_of

register = template.Library()


@register.filter
def signal_detail(state: TaskState) -> str:
    """How far a task is behind or overdue; "" for every other signal."""
    if state.signal == Signal.OVERDUE:
        days = state.overdue_days
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if state.signal in (Signal.BEHIND, Signal.FAR_BEHIND) and state.gap is not None:
        return gettext("%(points)s points") % {"points": one_decimal(-state.gap)}
    return ""


@register.filter
def said(update: ProgressUpdate) -> str:
    """Status and percent of a report in words."""
    status = str(ProgressUpdate.Status(update.status).label)
    if update.percent is None:
        return status
    return pgettext("status and percent", "%(status)s, %(percent)d%%") % {"status": status, "percent": update.percent}


@register.filter
def round_name(this: Round) -> str:
    """“September round”."""
    return name_of(this)


@register.filter
def unreported(state: TaskState) -> str:
    """What to say of a stale task: when nothing was ever reported, that."""
    return gettext("not reported") if state.reported_on else gettext("never reported")


@register.filter
def acting(row: Review | ExtensionRequest) -> str:
    """Who reviewed or asked, and for which chief they stood in then."""
    if not row.chief:
        return row.by.name
    return aside(row.by.name, gettext("standing in for %(chief)s") % {"chief": row.chief})


@register.filter
def field_errors(errors: ErrorDict, name: str) -> ErrorList | str:
    """The errors of one field, from a form's `errors`."""
    return errors.get(name, "")
