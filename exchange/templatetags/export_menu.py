"""`{% export_menu "tasks" count %}`: the menu that takes the list at hand away, as a workbook or as CSV.

The files hold what the page's address asks for. `count`: how many rows the list has; a long one is asked for by a form.
"""

from typing import Any, NamedTuple

from django import template
from django.http import HttpRequest, QueryDict
from django.template import RequestContext
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.exporting import DIRECT
from exchange.models import Export
from priorities.models import Plan

register = template.Library()
EXCEL, CSV = _("Excel workbook"), "CSV"


class Way(NamedTuple):
    """One entry of the menu: a link, or the button of a form (`posted`)."""

    label: str | Promise
    more: str | Promise
    url: str
    posted: bool


def ways(request: HttpRequest, plan: Plan, name: str, count: int, **fixed: str) -> list[Way]:
    """The list as an Excel workbook and as CSV; `fixed` parameters take the place of the page's."""
    query = QueryDict(mutable=True)
    for key, values in request.GET.lists():
        if key not in ("page", "view") and any(values):
            query.setlist(key, [value for value in values if value])
    for key, value in fixed.items():
        query[key] = value
    found = []
    for file_format, label in ((Export.Format.XLSX, EXCEL), (Export.Format.CSV, CSV)):
        address = reverse("exchange:export", args=[plan.code, name, file_format])
        url = f"{address}?{query.urlencode()}" if query else address
        found.append(Way(label, f".{file_format}", url, count > DIRECT))
    return found


@register.inclusion_tag("exchange/_export_menu.html", takes_context=True)
def export_menu(context: RequestContext, name: str, count: int, task: str = "") -> dict[str, Any]:
    """No query. `task`: the code of the one whose progress updates are meant."""
    request, plan = context["request"], context["plan"]
    fixed = {"task": task} if task else {}
    groups: list[tuple[str | Promise, list[Way]]] = [("", ways(request, plan, name, count, **fixed))]
    if name == Export.List.TASKS:
        groups.append((_("Progress updates of these tasks"), ways(request, plan, Export.List.UPDATES, 0)))
    return {"groups": groups, "csrf_token": context.get("csrf_token")}
