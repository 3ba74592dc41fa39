"""Releasing, returning and withdrawing one report. Every answer leads back to where the person was."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.errors import Conflict
from priorities.forms.reports import ReturnForm, take_errors
from priorities.models import ProgressUpdate, Review
from priorities.services import reviewing
from priorities.shortcuts import reader, way_back


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Release a report, endorse or close out a completion."""
    update = _get(pk)
    try:
        review = reviewing.accept(by=reader(request), update=update)
    except (Conflict, ValidationError) as refused:
        return in_the_way(request, refused, _back(request, update), update=update)
    return _done(request, update, review)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own pending report."""
    update = _get(pk)
    try:
        review = reviewing.withdraw(by=reader(request), update=update)
    except Conflict as refused:
        return in_the_way(request, refused, _back(request, update))
    return _done(request, update, review)


@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a report with a reason; one that cannot be kept comes back in its form (422)."""
    update, form = _get(pk), ReturnForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        review = reviewing.give_back(by=reader(request), update=update, reason=reason)
    except Conflict as refused:
        return in_the_way(request, refused, _back(request, update))
    except ValidationError as error:
        if form.is_valid():
            take_errors(form, error)
        return _return_page(request, update, form)
    return _done(request, update, review)


def in_the_way(request: HttpRequest, refused: Conflict | ValidationError, back: str, **more: Any) -> HttpResponse:
    """The page that says why a review was not made, with the report that is in the way. 409; 422 for bad input."""
    if isinstance(refused, Conflict):
        status, message, standing = 409, refused.message, refused.standing
    else:
        status, message, standing = 422, " ".join(refused.messages), None
    context = {"nav": "tasks", "message": message, "standing": standing, "back": back, **more}
    return render(request, "priorities/in_the_way.html", context, status=status)


def _get(pk: int) -> ProgressUpdate:
    """The report, which everybody with a role may see, else 404. One query."""
    updates = ProgressUpdate.objects.with_review().select_related("task__area__plan", "task__lead_division", "author")
    return get_object_or_404(updates, pk=pk)


def _back(request: HttpRequest, update: ProgressUpdate) -> str:
    return way_back(request, reverse("priorities:task", args=[update.task.code]))


def _done(request: HttpRequest, update: ProgressUpdate, review: Review) -> HttpResponse:
    """Say what has happened and go back."""
    sentence = {
        Review.Outcome.ACCEPTED: _("Closed out: %(task)s.") if update.is_completion else _("Released: %(task)s."),
        Review.Outcome.ENDORSED: _("Endorsed; it now waits for the planning office: %(task)s."),
        Review.Outcome.RETURNED: _("Returned to its author: %(task)s."),
        Review.Outcome.WITHDRAWN: _("Withdrawn: %(task)s."),
    }[Review.Outcome(review.outcome)]
    messages.success(request, sentence % {"task": update.task.name})
    return HttpResponseRedirect(_back(request, update))


def _return_page(request: HttpRequest, update: ProgressUpdate, form: ReturnForm) -> HttpResponse:
    context = {"plan": update.task.plan, "nav": "tasks", "update": update, "form": form, "back": _back(request, update)}
    return render(request, "priorities/return.html", context, status=422)
