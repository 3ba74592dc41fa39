"""What the forms of plan editing share: who may open them, saving through a service, and two people at one thing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from foundation.errors import Conflict
from priorities import rules
from priorities.forms.planning import Difference
from priorities.forms.reports import take_errors
from priorities.working_days import day_off_notes


@dataclass(frozen=True)
class InPlace:
    """What to answer where a form stands on another page: `show` it, or say what was `done`."""

    show: Callable[[dict[str, Any], int], HttpResponse]
    done: Callable[[Any], HttpResponse]


View = Callable[..., HttpResponse]
METHODS = ["GET", "HEAD", "POST"]


def planning_office_only(view: View) -> View:
    """403 for everybody else."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rules.may_edit_plan(request.user):
            raise PermissionDenied(_("Only the planning office edits the plan."))
        return view(request, *args, **kwargs)

    return guarded


def form_page(
    request: HttpRequest,
    template: str,
    *,
    form: Callable[[Any], Any],
    save: Callable[[Any], Any],
    go_on: Callable[[Any], str],
    context: dict[str, Any],
    in_place: InPlace | None = None,
) -> HttpResponse:
    """A page with one form: shows it, saves it through a service, and says beside the fields what was refused.

    `form` makes it from the sent data or None, `save` gives the cleaned form to the service, `go_on` is the address
    after that; which of the days in `form.deadlines` are days off is pointed out there. 422: refused, nothing typed is
    lost. 409: someone else was faster; both versions stand side by side, and sending again replaces theirs. `in_place`:
    the form stands on another page, and htmx asks for a part of that.
    """
    bound = form(request.POST if request.method == "POST" else None)
    status, differences = 200, list[Difference]()
    if request.method == "POST":
        status = 422
        if bound.is_valid():
            try:
                saved = save(bound)
            except ValidationError as error:
                take_errors(bound, error)
            except Conflict as conflict:
                status, differences = 409, bound.against(conflict.standing)
                bound = _renewed(form, request, conflict.standing)
            else:
                if in_place is None:
                    messages.success(request, _("Saved."))
                warn_of_days_off(request, [bound.cleaned_data[name] for name in getattr(bound, "deadlines", ())])
                if in_place is not None:
                    return in_place.done(saved)
                return HttpResponseRedirect(go_on(saved))
    page = {"nav": "planning", "form": bound, "differences": differences, "conflict": status == 409, **context}
    if in_place is not None:
        return in_place.show(page, status)
    return render(request, f"priorities/planning/{template}", page, status=status)


def warn_of_days_off(request: HttpRequest, deadlines: Iterable[date | None]) -> None:
    """Point out on the next page which of these deadlines are days off: a hint, as nobody forbids them."""
    for note in day_off_notes(day for day in deadlines if day is not None):
        messages.warning(request, note)


def _renewed(form: Callable[[Any], Any], request: HttpRequest, standing: Any) -> Any:
    """The form with all that was typed, made from the version that stands now."""
    data = request.POST.copy()
    data["version"] = str(standing.version)
    return form(data)
