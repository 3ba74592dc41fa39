"""Reporting on a task: the form under a row of the desk, on the task's page, or, without scripts, on a page of its own.

`in` says where the form stands: `desk` (the answer is the task's row), `task` (the task's page is shown anew), nothing
(a page; then back to `next`).
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh

from accounts.models import User
from foundation.bilingual import labelled
from foundation.errors import Conflict
from foundation.pages import refuse_unknown, wants_fragment
from foundation.uploads import given
from priorities import attached, desks, rules
from priorities.figures import Moment
from priorities.forms.reports import ReportForm, take_errors
from priorities.models import ProgressUpdate, Task
from priorities.services import reporting
from priorities.shortcuts import reader, way_back
from priorities.views.desk import context as desk_context

MOST_OTHERS = 5


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The report form, and what is sent by it. 403 for who may not report on the task."""
    task, user = get_object_or_404(Task.objects.for_list(), code=code), reader(request)
    if not rules.statuses_open_to(user, task):
        raise PermissionDenied(_("Only the lead and supporting divisions and the planning office report on this task."))
    if request.method == "POST":
        return _post(request, user, task)
    refuse_unknown(request, ("in", "next", "again", "close"))
    if "close" in request.GET and wants_fragment(request):
        return _row(request, user, task)
    seen, again = reporting.newest_report(), _again(request, user, task)
    initial = ReportForm.initial_from(task, reporting.standing_update(task), again)
    form = ReportForm(user=user, task=task, initial=initial | {"seen": seen})
    return _form(request, user, task, form)


def _again(request: HttpRequest, user: User, task: Task) -> ProgressUpdate | None:
    """The person's own returned report whose text the form starts with; 404 for any other."""
    pk = request.GET.get("again")
    if pk is None:
        return None
    known = int(pk) if pk.isascii() and pk.isdigit() and len(pk) <= 15 else 0
    return get_object_or_404(task.updates.returned_to(user), pk=known)


def _post(request: HttpRequest, user: User, task: Task) -> HttpResponse:
    """Take a report, or “no change”; what is refused comes back in the form with all that was typed (422)."""
    if "no_change" in request.POST:
        return _confirm(request, user, task)
    form = ReportForm(request.POST, request.FILES, user=user, task=task)
    if form.is_valid():
        seen, report = form.cleaned_data["seen"], form.report()
        try:
            files = given(request, "evidence") if "evidence" in form.fields else []
            with attached.arriving(user, files) as prove:
                update = reporting.post_update(by=user, task=task, report=report, once=True, seen=seen, prove=prove)
            return _done(request, user, update)
        except ValidationError as error:
            take_errors(form, error)
        except Conflict as conflict:
            return _told(request, user, task, request.POST, seen, conflict.standing)
    return _form(request, user, task, form, status=422)


def _told(request: HttpRequest, user: User, task: Task, typed: Any, seen: int, newest: ProgressUpdate) -> HttpResponse:
    """The form with all that was typed, beside what others have reported since (409); sent again, both are kept."""
    data = typed.copy()
    data["seen"] = str(newest.pk)
    form = ReportForm(data, request.FILES, user=user, task=task)
    others = reporting.unseen(user, task, seen, until=newest.pk)[:MOST_OTHERS]
    return _form(request, user, task, form, status=409, others=others)


def _confirm(request: HttpRequest, user: User, task: Task) -> HttpResponse:
    """Take “no change”; where that cannot be said, open the form with the reason above it."""
    day, seen = Moment.default_day(task.plan), _seen(request)
    try:
        return _done(
            request, user, reporting.confirm_no_change(by=user, task=task, effective_on=day, once=True, seen=seen)
        )
    except Conflict as conflict:
        return _told(request, user, task, _repeated(task), seen or 0, conflict.standing)
    except ValidationError as error:
        form = ReportForm(_repeated(task), user=user, task=task)
        form.add_error(None, ValidationError(error.messages))
        return _form(request, user, task, form, status=422)


def _repeated(task: Task) -> dict[str, str]:
    """The form as it begins, as if it had been sent."""
    initial = ReportForm.initial_from(task, reporting.standing_update(task), None)
    return {name: str(value) for name, value in initial.items() if value is not None}


def _seen(request: HttpRequest) -> int | None:
    """The newest report that the page of a “no change” had; None where it does not say."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else None


def _form(
    request: HttpRequest, user: User, task: Task, form: ReportForm, status: int = 200, others: Any = ()
) -> HttpResponse:
    """The form where it was asked for."""
    place, row = _place(request), desks.row_of(user, task)
    desk_url = reverse("priorities:desk", args=[task.plan.code])
    otherwise = desk_url if place == "desk" else reverse("priorities:task", args=[task.code])
    context = {
        "plan": task.plan,
        "nav": "desk" if place == "desk" else "tasks",
        "task": task,
        "row": row,
        "form": form,
        "others": others,
        "place": place,
        "standing": reporting.standing_update(task),
        "back": way_back(request, otherwise),
        "here_url": desk_url,
    }
    template = {"desk": "_desk_row.html", "task": "_report_card.html", "": "report.html"}[place]
    return render(request, f"priorities/{template}", context, status=status)


def _done(request: HttpRequest, user: User, update: ProgressUpdate) -> HttpResponse:
    """Say what has become of the report, where the person is."""
    place, said = _place(request), _sentence(update)
    if place == "desk":
        return _row(request, user, update.task, said=said)
    messages.success(request, labelled(f"{update.task.short_code} {update.task.name}", said))
    if place == "task":
        return HttpResponseClientRefresh()
    return HttpResponseRedirect(way_back(request, reverse("priorities:task", args=[update.task.code])))


def _row(request: HttpRequest, user: User, task: Task, **more: Any) -> HttpResponse:
    """The task's row as it stands now; after a report (`said`) with the desk's new counts."""
    context: dict[str, Any] = {"seen": reporting.newest_report()}
    context |= {"row": desks.row_of(user, task), "task": task, "plan": task.plan, **more}
    context["here_url"] = reverse("priorities:desk", args=[task.plan.code])
    if more:
        context |= desk_context(request, user, task.plan)
    return render(request, "priorities/_desk_row.html", context)


def _place(request: HttpRequest) -> str:
    """Where the form stands, as htmx says it: else on its own page."""
    asked = request.POST.get("in") or request.GET.get("in") or ""
    return asked if asked in ("desk", "task") and wants_fragment(request) else ""


def _sentence(update: ProgressUpdate) -> str:
    """What has become of the report, in words."""
    if update.first_review == ProgressUpdate.FirstReview.PENDING:
        if update.no_change:
            return _("No change, confirmed; the chief of the lead division releases it.")
        return _("Reported; the chief of the lead division releases it.")
    if update.first_review == ProgressUpdate.FirstReview.ENDORSED:
        return _("Reported as completed; the planning office closes it out.")
    return _("No change, confirmed.") if update.no_change else _("Reported; it stands.")
