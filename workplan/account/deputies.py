"""A chief's deputies: who stands in, from when to when."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Deputy, User
from foundation import clock
from foundation.errors import Conflict
from foundation.filters import DayField
from foundation.pages import refuse_unknown
from priorities import rules
from priorities.forms.reports import take_errors
from priorities.services.deputies import candidates, end_deputy, name_deputy
from workplan.account.standing_in import words
from workplan.account.views import signed_in


class DeputyForm(forms.Form):
    """Who stands in, from which day to which."""

    deputy = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Deputy"),
        to_field_name="username",
        empty_label=gettext_lazy("choose a person"),
    )
    first_day = DayField(label=gettext_lazy("First day"))
    last_day = DayField(label=gettext_lazy("Last day"))

    def __init__(self, data: Any = None, *, chief: User) -> None:
        super().__init__(data, initial={"first_day": clock.today()})
        deputy: Any = self.fields["deputy"]
        deputy.queryset = candidates(chief)
        for name in ("first_day", "last_day"):
            self.fields[name].widget.attrs["min"] = f"{clock.today()}"


@require_http_methods(["GET", "HEAD", "POST"])
def deputies(request: HttpRequest) -> HttpResponse:
    """Whom the chief has named, and naming one more. 403 for everybody but chiefs."""
    refuse_unknown(request, ())
    chief = _chief(request)
    form = DeputyForm(request.POST if request.method == "POST" else None, chief=chief)
    if request.method == "POST" and form.is_valid():
        try:
            named = name_deputy(by=chief, **form.cleaned_data)
        except ValidationError as error:
            take_errors(form, error)
        else:
            said = _("%(who)s stands in for you from %(first)s to %(last)s.")
            messages.success(request, said % words(named, named.deputy))
            return redirect("accounts:deputies")
    context = {
        "form": form,
        "deputies": chief.deputies.select_related("deputy", "chief"),
        "anybody": candidates(chief).exists(),
    }
    return render(request, "accounts/deputies.html", context, status=422 if form.errors else 200)


@require_POST
def deputy_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End the time of one's own deputy, now; another chief's is not there."""
    chief = _chief(request)
    try:
        ended = end_deputy(by=chief, deputy=get_object_or_404(Deputy, pk=pk, chief=chief))
    except Conflict as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(who)s no longer stands in for you.") % {"who": ended.deputy})
    return redirect("accounts:deputies")


def _chief(request: HttpRequest) -> User:
    user = signed_in(request)
    if not rules.may_name_deputy(user):
        raise PermissionDenied(_("Only a division's chief names a deputy."))
    return user
