"""Ways from the pages of the plan to its files. `{% load exchange_links %}`

{% upload_reports %}   the button to upload a workbook of reports, for who reports on some task of an adopted `plan`
{% round_documents %}  the buttons of the documents of `round`, a closed one, for who may have them
"""

from typing import Any

from django import template
from django.template import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from exchange.rules import may_have_sheets, may_have_summary
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


@register.inclusion_tag("exchange/_round_documents.html", takes_context=True)
def round_documents(context: RequestContext) -> dict[str, Any]:
    """The buttons; nothing for who has no document of a round. No query."""
    user = context["user"]
    return {"round": context["round"], "summary": may_have_summary(user), "sheets": may_have_sheets(user)}
