"""The planning office's page of document templates: the one in use to download, another to put in, back to built in."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from exchange.models import DocumentTemplate
from exchange.services import document_templates as services
from exchange.word import documents
from exchange.word.rendering import NotRendered
from foundation.pages import refuse_unknown
from priorities.forms.reports import take_errors
from priorities.models import Plan
from priorities.shortcuts import get_plan, reader
from priorities.views.planning.base import planning_office_only

NAMES = {"zh-hans": gettext_lazy("in Chinese"), "en": gettext_lazy("in English")}


class TemplateForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=gettext_lazy("Edited template (.docx)"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
            "missing": gettext_lazy("Choose a file."),
        },
    )


@dataclass(frozen=True)
class Card:
    """One kind of document in one language."""

    kind: str
    language: str
    own: DocumentTemplate | None
    form: TemplateForm

    @property
    def name(self) -> str:
        """What the document is, and in which language."""
        return _("%(document)s (%(language)s)") % {
            "document": DocumentTemplate.Kind(self.kind).label,
            "language": NAMES[self.language],
        }

    @property
    def anchor(self) -> str:
        """Where the page shows it."""
        return f"{self.kind}-{self.language}"


@require_safe
@planning_office_only
def template_list(request: HttpRequest, plan: str) -> HttpResponse:
    """All templates; they hold for all plans."""
    refuse_unknown(request, ())
    return _page(request, get_plan(plan))


@require_safe
@planning_office_only
def template_download(request: HttpRequest, plan: str, kind: str, language: str) -> HttpResponse:
    """The template in use, to be edited."""
    refuse_unknown(request, ())
    found = get_plan(plan)
    _check(kind, language)
    try:
        content = documents.template_of(kind, language)
    except NotRendered as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(_address(found))
    name = f"{kind}-{language}.docx"
    return HttpResponse(
        content,
        content_type=documents.WORD,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@require_POST
@planning_office_only
def template_upload(request: HttpRequest, plan: str, kind: str, language: str) -> HttpResponse:
    """Put an edited template in. 422: refused, with what is wrong beside the field."""
    found = get_plan(plan)
    _check(kind, language)
    form = TemplateForm(request.POST, request.FILES, auto_id=f"id_{kind}_{language}_%s")
    if form.is_valid():
        try:
            services.set_template(by=reader(request), kind=kind, language=language, file=form.cleaned_data["file"])
        except ValidationError as error:
            take_errors(form, error)
        else:
            messages.success(request, _("The template is taken: documents are made from it from now on."))
            return HttpResponseRedirect(_address(found))
    return _page(request, found, (kind, language, form), status=422)


@require_POST
@planning_office_only
def template_reset(request: HttpRequest, plan: str, kind: str, language: str) -> HttpResponse:
    """Back to the built-in template."""
    found = get_plan(plan)
    _check(kind, language)
    services.reset_template(by=reader(request), kind=kind, language=language)
    messages.success(request, _("Documents are made from the built-in template again."))
    return HttpResponseRedirect(_address(found))


def _page(
    request: HttpRequest, plan: Plan, sent: tuple[str, str, TemplateForm] | None = None, status: int = 200
) -> HttpResponse:
    cards = []
    for kind in DocumentTemplate.Kind.values:
        for language in documents.LANGUAGES:
            form = TemplateForm(auto_id=f"id_{kind}_{language}_%s")
            if sent is not None and sent[:2] == (kind, language):
                form = sent[2]
            cards.append(Card(kind, language, documents.newest_template(kind, language), form))
    context: dict[str, Any] = {
        "plan": plan,
        "nav": "planning",
        "cards": cards,
        "back": reverse("priorities:plan-edit", args=[plan.code]),
    }
    return render(request, "exchange/document_templates.html", context, status=status)


def _check(kind: str, language: str) -> None:
    if kind not in DocumentTemplate.Kind.values or language not in documents.LANGUAGES:
        raise Http404


def _address(plan: Plan) -> str:
    return reverse("exchange:templates", args=[plan.code])
