"""One's own account: who one is, how one likes to read, the password, the API tokens."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import ApiToken, User
from accounts.rules import has_role, is_chief, must_choose_password
from events.models import CalendarFeed
from foundation import clock
from foundation.pages import wants_fragment
from priorities.reminders import is_reminded
from workplan.account import drafts
from workplan.account.forms import EmailForm, PasswordForm, PreferencesForm, TokenForm
from workplan.account.news import news_of, password_changed
from workplan.account.standing_in import present_and_coming
from workplan.administration.forms import add_errors
from workplan.administration.services import change_own_email, change_own_password, create_token, revoke_token


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Who one is to the product, what changed about that, and the tokens."""
    user = signed_in(request)
    reading = {"language": get_language(), "text_size": user.text_size, "theme": user.theme}
    return render(
        request,
        "accounts/me.html",
        {
            "person": user,
            "has_role": has_role(user),
            "reminded": is_reminded(user),
            "tokens": user.tokens.all() if has_role(user) else [],
            "feeds": CalendarFeed.objects.live().for_list().filter(owner=user) if has_role(user) else [],
            "news": news_of(user),
            "password_changed": password_changed(user),
            "deputyships": present_and_coming(user),
            "is_chief": is_chief(user),
            "preferences": PreferencesForm(initial=reading),
            "at": clock.now(),
        },
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; this session goes on, every other one ends."""
    form = PasswordForm(request.POST if request.method == "POST" else None, request=request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user = change_own_password(by=signed_in(request), old=given["old_password"], new=given["new_password"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            had_to = must_choose_password(signed_in(request))
            update_session_auth_hash(request, user)
            messages.success(
                request, _("The password is changed. Wherever else you were signed in, you are signed out.")
            )
            return redirect("home" if had_to else "accounts:me")
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def email(request: HttpRequest) -> HttpResponse:
    """Change one's own e-mail address."""
    user = signed_in(request)
    form = EmailForm(request.POST if request.method == "POST" else None, request=request, initial={"email": user.email})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            change_own_email(by=user, password=given["old_password"], email=given["email"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The e-mail address is saved."))
            return redirect("accounts:me")
    return render(request, "accounts/email.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token, and show its secret this once."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        user = signed_in(request)
        try:
            token, secret = create_token(
                by=user,
                user=user,
                name=given["name"],
                write=given["write"],
                schedule=given["schedule"],
                expires_at=form.expires_at(),
            )
        except ValidationError as error:
            add_errors(form, error, {"expires_at": "expires_on"})
        else:
            address = request.build_absolute_uri(reverse("home") + "api/v1/plans/")
            return render(request, "accounts/token_made.html", {"token": token, "secret": secret, "address": address})
    return render(request, "accounts/token_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of one's own tokens; another's is not there."""
    user = signed_in(request)
    token = revoke_token(by=user, token=get_object_or_404(ApiToken, pk=pk, user=user))
    messages.success(request, _("The token “%(name)s” is revoked.") % {"name": token.name})
    return redirect("accounts:me")


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed in one of one's forms; or, with `discard`, forget it and show the form as it was.

    The form is named by its token: another person's is a 400, as is one that is not ours.
    """
    user, slip = signed_in(request), drafts.read_slip(request.POST.get("draft", ""))
    if slip is None or slip.user != user.pk:
        raise BadRequest(_("This form is not yours, or was open for more than a month: load it again."))
    if "discard" in request.POST:
        drafts.discard_draft(by=user, form=slip.form)
        return HttpResponseRedirect(_in_place(request, slip.at))
    try:
        kept = drafts.save_draft(by=user, slip=slip, typed=drafts.Typed.of(request.POST, whole=False))
    except ValidationError as error:
        return JsonResponse({"message": error.message}, status=413)
    return JsonResponse({"saved_at": kept.saved_at.isoformat()}, headers={"Cache-Control": "private, no-store"})


def _in_place(request: HttpRequest, address: str) -> str:
    """The form's address; under the row or on the task's page where htmx has put it there."""
    place = request.POST.get("in", "")
    if place not in ("desk", "task") or not wants_fragment(request):
        return address
    return f"{address}{'&' if '?' in address else '?'}in={place}"


def signed_in(request: HttpRequest) -> User:
    """The person of this request; the middleware lets nobody else come here."""
    if not isinstance(request.user, User):
        raise TypeError("This view is for people who are signed in.")
    return request.user
