"""People: the list, adding, changing, a new password, closing and opening an account."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from foundation import clock
from foundation.errors import Conflict
from foundation.meanwhile import differences, stamp_of
from foundation.pages import paginate, refuse_unknown
from priorities.services.handing_over import held_by
from workplan.account.news import news_of
from workplan.account.views import signed_in
from workplan.administration.filters import UserFilter
from workplan.administration.forms import NewPersonForm, PersonForm, ResetForm, add_errors
from workplan.administration.services import change_user, create_user, reset_password, set_active
from workplan.administration.services.recording import user_facts
from workplan.administration.views.access import administrators_only

METHODS = ["GET", "HEAD", "POST"]
PLACE = {"nav": "administration", "section": "users"}


@require_safe
@administrators_only
def users(request: HttpRequest) -> HttpResponse:
    """All accounts, fifty a page."""
    refuse_unknown(request, [*UserFilter.names(), "page"])
    everybody: QuerySet[User] = User.objects.select_related("division", "secretary_to").order_by("username")
    found = UserFilter(request.GET, everybody, request=request)
    page = paginate(request, found.qs if found.is_valid() else everybody.none())
    status = 200 if found.is_valid() else 400
    return render(request, "administration/users.html", {**PLACE, "filter": found, "page": page}, status=status)


@sensitive_post_parameters("password")
@require_http_methods(METHODS)
@administrators_only
def user_new(request: HttpRequest) -> HttpResponse:
    """Add a person; the first password is shown once."""
    form = NewPersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user, password = create_user(
                by=signed_in(request), username=given["username"], person=form.person(), password=given["password"]
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _password_page(request, user, password, new=True)
    status = 422 if form.errors else 200
    return render(request, "administration/user_new.html", {**PLACE, "form": form}, status=status)


@require_http_methods(METHODS)
@administrators_only
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Who someone is, beside what changed about the account and its tokens."""
    user = get_object_or_404(User.objects.select_related("division", "secretary_to"), pk=pk)
    own = user == request.user
    form = PersonForm(request.POST if request.method == "POST" else None, initial=PersonForm.facts_of(user), own=own)
    meanwhile: dict[str, Any] = {"stamp": request.POST.get("stamp")}
    if request.method == "POST" and form.is_valid():
        try:
            change_user(by=signed_in(request), user=user, person=form.person(), stamp=request.POST.get("stamp"))
        except ValidationError as error:
            add_errors(form, error)
        except Conflict as conflict:
            stands = PersonForm(initial=PersonForm.facts_of(conflict.standing), own=own)
            meanwhile = {"conflict": True, "differences": differences(form, stands)}
            meanwhile["stamp"] = stamp_of(user_facts(conflict.standing))
        else:
            messages.success(request, _("Saved: %(user)s.") % {"user": user.username})
            return redirect("administration:user-edit", pk)
    context = {**PLACE, "person": user, "own": own, "form": form, "news": news_of(user), "tokens": user.tokens.all()}
    meanwhile["stamp"] = meanwhile["stamp"] or stamp_of(user_facts(user))
    context |= {"at": clock.now(), **meanwhile}
    status = 422 if form.errors else 409 if "conflict" in meanwhile else 200
    return render(request, "administration/user_edit.html", context, status=status)


@sensitive_post_parameters("password")
@require_http_methods(METHODS)
@administrators_only
def user_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Give someone a new password, shown once."""
    user = get_object_or_404(User, pk=pk)
    form = ResetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            password = reset_password(by=signed_in(request), user=user, password=form.cleaned_data["password"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _password_page(request, user, password, new=False)
    context = {**PLACE, "person": user, "own": user == request.user, "form": form}
    return render(request, "administration/user_reset.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
@administrators_only
def user_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Close or open an account: what that does, then the doing."""
    user = get_object_or_404(User, pk=pk)
    refused = None
    if request.method == "POST":
        wanted = {"true": True, "false": False}.get(request.POST.get("active", ""))
        if wanted is None:
            raise BadRequest(_("Expected “active” as true or false."))
        try:
            set_active(by=signed_in(request), user=user, active=wanted)
        except ValidationError as error:
            refused = " ".join(error.messages)
        else:
            said = _("The account %(user)s is open.") if wanted else _("The account %(user)s is closed.")
            messages.success(request, said % {"user": user.username})
            return redirect("administration:user-edit", pk)
    tokens = user.tokens.filter(revoked_at__isnull=True).count()
    context = {**PLACE, "person": user, "own": user == request.user, "tokens": tokens, "refused": refused}
    context["held"] = held_by(user).count()
    return render(request, "administration/user_active.html", context, status=422 if refused else 200)


def _password_page(request: HttpRequest, user: User, password: str, *, new: bool) -> HttpResponse:
    """The page that shows a password this once. It is never stored, so going back shows it no more."""
    context = {**PLACE, "person": user, "password": password, "new": new}
    return render(request, "administration/user_password.html", context)
