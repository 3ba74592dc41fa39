"""Word documents of a closed round: the summary, and the sheets for leaders in charge."""

import io
from collections.abc import Callable

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from exchange import rules
from exchange.word import documents
from exchange.word.rendering import NotRendered
from exchange.word.sheets import leaders_of
from foundation.pages import refuse_unknown
from priorities.models import Round
from priorities.rounds import name_of
from priorities.shortcuts import reader
from priorities.views.rounds import place


@require_safe
def round_summary(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The summary of a closed round as .docx, in the reader's language."""
    this = _closed(request, pk, allowed=rules.may_have_summary(reader(request)))
    return _document(request, this, lambda: documents.summary(this))


@require_safe
def round_sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """The leaders in charge of the round's tasks, each with the link to their sheet; and one to all of them.

    A secretary finds the own leader alone.
    """
    user = reader(request)
    this = _closed(request, pk, allowed=rules.may_have_sheets(user))
    context = {
        "plan": this.plan,
        "nav": place(request),
        "round": this,
        "name": name_of(this),
        "leaders": [(leader, n) for leader, n in leaders_of(this) if rules.may_have_sheet_of(user, leader.pk)],
        "all_of_them": rules.may_have_summary(user),
    }
    return render(request, "exchange/round_sheets.html", context)


@require_safe
def leader_sheet(request: HttpRequest, pk: int, leader: int) -> HttpResponseBase:
    """The sheet of one leader in charge as .docx."""
    this = _closed(request, pk, allowed=rules.may_have_sheet_of(reader(request), leader))
    return _document(request, this, lambda: documents.leader_sheets(this, leader))


@require_safe
def all_sheets(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The sheets of all leaders in charge in one .docx, a page each."""
    this = _closed(request, pk, allowed=rules.may_have_summary(reader(request)))
    return _document(request, this, lambda: documents.leader_sheets(this))


def _closed(request: HttpRequest, pk: int, *, allowed: bool) -> Round:
    """The round, else 404: there are no documents of one that is open, nor for who may not have them. Two queries."""
    refuse_unknown(request, ())
    if not allowed:
        raise Http404
    rounds = Round.objects.select_related("plan").prefetch_related("areas")
    return get_object_or_404(rounds, pk=pk, closed_at__isnull=False)


def _document(request: HttpRequest, this: Round, make: Callable[[], documents.Made | None]) -> HttpResponseBase:
    """The document to be saved; 409 where the office's own template does not work; 404 for nothing to tell."""
    try:
        made = make()
    except NotRendered as error:
        context = {"plan": this.plan, "nav": place(request), "round": this, "reason": error.message}
        return render(request, "exchange/template_fails.html", context, status=409)
    if made is None:
        raise Http404
    return download(made)


def download(made: documents.Made) -> FileResponse:
    """A document as a download under its own name; no copy is kept on the way."""
    response = FileResponse(
        io.BytesIO(made.content), as_attachment=True, filename=made.filename, content_type=documents.WORD
    )
    response["Cache-Control"] = "private, no-store"
    return response
