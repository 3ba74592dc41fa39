"""What is the whole office's: the periods held free, which everybody reads, and the settings of the register."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, F, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.forms import HoldForm, SettingsForm
from events.models import HoldWindow, RegisterSettings
from events.rules import may_keep_office
from events.services.office import add_hold, change_hold, change_settings, delete_hold, hold_stamp, settings_stamp
from foundation import clock
from foundation.errors import Conflict
from foundation.meanwhile import differences
from foundation.pages import paginate, refuse_unknown
from priorities.models import Plan
from priorities.shortcuts import get_plan, reader

METHODS = ["GET", "HEAD", "POST"]


@require_safe
def holds(request: HttpRequest, plan: str) -> HttpResponse:
    """The periods held free of the plan's side: those to come in their order, then those that are over."""
    refuse_unknown(request, ("page",))
    found = get_plan(plan)
    now = clock.now()
    over = Case(When(ends_at__lte=now, then=Value(1)), default=Value(0))
    # Those to come by their start, those that are over the latest first.
    coming_start = Case(When(ends_at__gt=now, then=F("starts_at")))
    windows = HoldWindow.objects.filter(demonstration=found.demonstration).annotate(over=over)
    context = {
        "plan": found,
        "nav": "events",
        "page": paginate(request, windows.order_by("over", coming_start, "-starts_at", "id")),
        "may_keep": may_keep_office(request.user),
    }
    return render(request, "events/office/holds.html", context)


@require_http_methods(METHODS)
def hold_new(request: HttpRequest, plan: str) -> HttpResponse:
    """Hold a period free."""
    found = get_plan(plan)
    _refuse_others(request)
    form = HoldForm(_sent(request))
    if form.is_valid():
        try:
            window = add_hold(by=reader(request), demonstration=found.demonstration, **form.cleaned_data)
        except ValidationError as error:
            form.take_errors(error)
        else:
            messages.success(request, _("Saved: %(window)s.") % {"window": window.name})
            return redirect("events:holds", found.code)
    return _page(request, "hold_form.html", form, {"plan": found})


@require_http_methods(METHODS)
def hold_edit(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """Change a period held free."""
    found = get_plan(plan)
    window = _window(found, pk)
    _refuse_others(request)
    form, stamp = HoldForm(_sent(request), instance=window), request.POST.get("stamp")
    context: dict[str, Any] = {"plan": found, "window": window, "stamp": stamp or hold_stamp(window)}
    if form.is_valid():
        try:
            changed = change_hold(by=reader(request), window=window, stamp=stamp, **form.cleaned_data)
        except ValidationError as error:
            form.take_errors(error)
        except Conflict as conflict:
            context |= _meanwhile(form, conflict, hold_stamp(conflict.standing))
        else:
            messages.success(request, _("Saved: %(window)s.") % {"window": changed.name})
            return redirect("events:holds", found.code)
    return _page(request, "hold_form.html", form, context)


@require_POST
def hold_delete(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """Hold a period free no longer."""
    found = get_plan(plan)
    window = _window(found, pk)
    _refuse_others(request)
    delete_hold(by=reader(request), window=window)
    messages.success(request, _("Deleted: %(window)s.") % {"window": window.name})
    return redirect("events:holds", found.code)


@require_http_methods(METHODS)
def register_settings(request: HttpRequest, plan: str) -> HttpResponse:
    """The settings of the plan's side, for all its plans."""
    found = get_plan(plan)
    _refuse_others(request)
    settings = RegisterSettings.of(found.demonstration)
    form, stamp = SettingsForm(_sent(request), instance=settings), request.POST.get("stamp")
    context: dict[str, Any] = {"plan": found, "stamp": stamp or settings_stamp(settings)}
    if form.is_valid():
        try:
            side = found.demonstration
            change_settings(by=reader(request), demonstration=side, stamp=stamp, **form.cleaned_data)
        except ValidationError as error:
            form.take_errors(error)
        except Conflict as conflict:
            context |= _meanwhile(form, conflict, settings_stamp(conflict.standing))
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("events:settings", found.code)
    return _page(request, "settings.html", form, context)


def _window(plan: Plan, pk: int) -> HoldWindow:
    """The period of the plan's side, else 404."""
    return get_object_or_404(HoldWindow, demonstration=plan.demonstration, pk=pk)


def _refuse_others(request: HttpRequest) -> None:
    """403 for who does not keep what is the whole office's."""
    if not may_keep_office(request.user):
        raise PermissionDenied(_("Only the planning office and Protocol keep what is the whole office's."))


def _sent(request: HttpRequest) -> Any:
    """What a form is bound to; None where nothing was sent."""
    return request.POST if request.method == "POST" else None


def _meanwhile(form: HoldForm | SettingsForm, conflict: Conflict, stamp: str) -> dict[str, Any]:
    """Both versions, for who has typed while somebody else has saved."""
    standing = type(form)(instance=conflict.standing)
    return {"conflict": conflict, "differences": differences(form, standing), "stamp": stamp}


def _page(request: HttpRequest, template: str, form: HoldForm | SettingsForm, context: dict[str, Any]) -> HttpResponse:
    """The form: 200, 422 with errors, 409 after a conflict, when it carries the stamp of what stands now."""
    status = 409 if "conflict" in context else 422 if form.errors else 200
    return render(request, f"events/office/{template}", {"nav": "events", "form": form, **context}, status=status)
