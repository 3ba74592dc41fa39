"""Ways from the pages of the plan to its files. `{% load exchange_links %}`

{% upload_reports %}   the button to upload a workbook of reports, for who reports on some task of an adopted `plan`
"""

from typing import Any

from django import template
from django.template import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from priorities import rules
from priorities.models import Plan

register = template.Library()


@register.simple_tag(takes_context=True)
def upload_reports(context: RequestContext) -> Any:
    """A link as a button; nothing for who reports on nothing. No query."""
    plan, user = context["plan"], context["user"]
    if plan.status != Plan.Status.ADOPTED or not rules.may_report_somewhere(user):
        return ""
    address = reverse("exchange:reports-import", args=[plan.code])
    return format_html('<a class="btn" href="{}">{}</a>', address, gettext("Upload the workbook"))
